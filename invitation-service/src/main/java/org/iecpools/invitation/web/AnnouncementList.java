package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** Announcements and their withdrawals. */
@Schema(name = "Announcements")
record AnnouncementList(
    @Schema(description = "In the order of their times. May be empty.")
        List<AnnouncementView> announcements) {}
