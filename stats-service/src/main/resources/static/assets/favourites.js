/** Pools that a reader has marked with a star. They are kept in the browser, and come first in a table. */

const KEY = "favourites";
// A candidate may be in several pools, and compares them.
const MOST = 2;

/**
 * Adds a star to each row of the tables below a node, and puts the favourites first.
 *
 * @param {ParentNode} root a document, shown or not
 * @param {string} label the name of a star, with {0} for that of the pool
 */
export function markFavourites(root, label) {
  const favourites = kept();
  for (const rows of root.querySelectorAll("table.cards tbody")) {
    for (const row of rows.querySelectorAll("tr[id]:has([data-column=country])")) {
      const pool = pathInSeason(row.id);
      const country = row.querySelector("[data-column=country]");
      const name = country.textContent.trim() + ", " + row.querySelector("[data-column=category]").textContent.trim();
      const star = root.createElement("button");
      star.type = "button";
      star.id = "star-" + row.id;
      star.className = "star";
      star.dataset.pool = pool;
      star.setAttribute("aria-label", label.replace("{0}", name));
      star.setAttribute("aria-pressed", String(favourites.includes(pool)));
      country.prepend(star);
    }
    const marked = [...rows.querySelectorAll(".star[aria-pressed=true]")].map(star => star.closest("tr"));
    rows.prepend(...marked);
  }
}

/** Adds or removes the pool of a star. The oldest favourite gives way to a new one. */
export function choose(star) {
  const pool = star.dataset.pool;
  const others = kept().filter(it => it !== pool);
  const pressed = star.getAttribute("aria-pressed") !== "true";
  star.setAttribute("aria-pressed", String(pressed));
  try {
    localStorage.setItem(KEY, JSON.stringify(pressed ? [...others, pool].slice(-MOST) : others));
  } catch {
    // A browser that keeps nothing has no favourites.
  }
}

function kept() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

// The same pool is a favourite in the next season.
function pathInSeason(pool) {
  return pool.slice(pool.indexOf("/") + 1);
}
