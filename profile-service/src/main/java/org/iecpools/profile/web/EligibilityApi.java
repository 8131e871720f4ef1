package org.iecpools.profile.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.events.Residence;
import org.iecpools.kit.access.RequiresToken;
import org.iecpools.kit.web.Described;
import org.iecpools.profile.web.StandingView.ReasonView;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;

/** Description of the endpoint that answers which pools would admit a person. */
@Tag(name = "Eligibility", description = "Which pools would admit a person.")
interface EligibilityApi {

  /**
   * The answer.
   *
   * @param reasons reasons against any profile of this person
   * @param pools pools of the country and season, ordered by category and stream
   */
  @Schema(name = "Eligibility")
  record Answer(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
          String country,
      @Schema(description = "Its English name.", example = "Ireland") String countryName,
      @Schema(description = "The time of the check, UTC; its date decides the age.") Instant at,
      @Schema(description = "Reasons against any profile of this person.") List<ReasonView> reasons,
      @Schema(description = "Every pool of the country and season, in drawing order.")
          List<Pool> pools) {}

  /**
   * One pool.
   *
   * @param eligibleUntil last day on which the age fits; null unless eligible
   * @param reasons every reason against this pool; may be empty if only the person's reasons
   *     exclude it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pool(
      @Described.Pool String pool,
      @Schema(description = "Its category.") Category category,
      @Schema(description = "Its special stream, if it has one.", example = "VIE")
          @Nullable String stream,
      @Schema(description = "Whether it would admit this person now.") boolean eligible,
      @Schema(description = "Last day on which the age fits; only if eligible.")
          @Nullable LocalDate eligibleUntil,
      @Schema(description = "Every reason against this pool.") List<ReasonView> reasons,
      @Schema(description = "Conditions for entering.") @Nullable Rule rule,
      @Schema(description = "When it opens, UTC.") @Nullable Instant opensAt,
      @Schema(description = "When it closes, UTC.") @Nullable Instant closesAt) {}

  /** Conditions for entering a pool. */
  record Rule(
      @Schema(description = "Lowest age in years, inclusive.") int minAge,
      @Schema(description = "Highest age in years, inclusive.") int maxAge,
      @Schema(description = "Whether a job offer is needed.") boolean jobOffer,
      @Schema(description = "Whether the candidate must be a registered student.") boolean student,
      @Schema(description = "Whether a placement is needed.") boolean placement,
      @Schema(description = "Allowed participations, including this one.") int participations,
      @Schema(description = "Where the candidate must live.") Residence residence) {}

  /** Omitted flags are false; an omitted residence is the country of citizenship. */
  @Operation(
      operationId = "checkEligibility",
      summary = "Which pools would admit a person, and every reason why others would not",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            description = "Year of the programme.",
            required = true,
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            description = "Country of citizenship, ISO 3166-1 alpha-2.",
            required = true,
            example = "IE",
            schema = @Schema(pattern = "^[A-Za-z]{2}$")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "birthDate",
            description = "Date of birth.",
            required = true,
            example = "2000-06-15",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "residence",
            description =
                "Country of residence, ISO 3166-1 alpha-2; the country of citizenship if omitted.",
            example = "FR",
            schema = @Schema(pattern = "^[A-Za-z]{2}$")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "jobOffer",
            description = "Whether there is a job offer in Canada.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "student",
            description = "Whether the candidate is a registered student.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "placement",
            description = "Whether there is a placement in Canada.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "previousParticipations",
            description = "Number of previous participations.",
            example = "1",
            schema = @Schema(type = "integer", minimum = "0", defaultValue = "0")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "timeZone",
            description = "IANA time zone in which the candidate's days end.",
            example = "Europe/Dublin",
            schema = @Schema(defaultValue = "America/Toronto"))
      },
      responses = {
        @ApiResponse(responseCode = "200", description = "Every pool of the country."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @RequiresToken
  @GetMapping(path = "/api/v1/eligibility", produces = MediaType.APPLICATION_JSON_VALUE)
  Answer eligibility(@Parameter(hidden = true) HttpServletRequest request);
}
