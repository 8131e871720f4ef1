package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** HTTP operations on a candidate's invitations. */
@Tag(name = "Invitations", description = "Invitations of candidates, and the answers to them.")
interface InvitationsApi {

  @Operation(
      operationId = "listInvitations",
      summary = "All invitations of a candidate, in the order of their draws",
      responses = {
        @ApiResponse(responseCode = "200", description = "May be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @RequiresScope({Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @GetMapping("/api/v1/candidates/{candidateId}/invitations")
  Invitations invitations(
      @Described.CandidateId @PathVariable("candidateId") String candidateId,
      HttpServletRequest request);

  @Operation(
      operationId = "acceptInvitation",
      summary = "Accepts an invitation",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description =
                "The invitation is accepted, now or before; submitBy contains the deadline.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = InvitationView.class))),
        @ApiResponse(
            responseCode = "202",
            description = "No verdict was committed within 2 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = InvitationView.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @RequiresScope({Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @PostMapping("/api/v1/candidates/{candidateId}/invitations/{invitationId}/accept")
  ResponseEntity<?> accept(
      @Described.CandidateId @PathVariable("candidateId") String candidateId,
      @Described.InvitationId @PathVariable("invitationId") String invitationId,
      HttpServletRequest request);

  @Operation(
      operationId = "declineInvitation",
      summary = "Declines an invitation",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description =
                "The invitation is declined, now or before; the candidate is in all their pools"
                    + " again.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = InvitationView.class))),
        @ApiResponse(
            responseCode = "202",
            description = "No verdict was committed within 2 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = InvitationView.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @RequiresScope({Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @PostMapping("/api/v1/candidates/{candidateId}/invitations/{invitationId}/decline")
  ResponseEntity<?> decline(
      @Described.CandidateId @PathVariable("candidateId") String candidateId,
      @Described.InvitationId @PathVariable("invitationId") String invitationId,
      HttpServletRequest request);
}
