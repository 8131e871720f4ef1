// node check-proofs.mjs draw.js cases.json: prints the steps of each case, an object {proof, asked}.
import { readFileSync } from "node:fs";

const [script, file] = process.argv.slice(2);
// As a data URL, because Node would read the file as CommonJS without a package.json that says otherwise.
const { checkProof } = await import("data:text/javascript;base64," + readFileSync(script).toString("base64"));
const results = [];
for (const { proof, asked } of JSON.parse(readFileSync(file, "utf8"))) results.push(await checkProof(proof, asked));
console.log(JSON.stringify(results));
