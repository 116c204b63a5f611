// Stages of ISO projects, as people name them in schedules.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::templating {

/// In the order in which they follow each other.
enum class IsoStage : std::uint8_t { Proposal, Meeting, WorkingDraft, CommitteeDraft, Enquiry, Approval, Publication };

/// The stage that a text names: 工作组草案（WD）, `CD`, 第8阶段：国际标准草案. Nothing for a text that names none, or
/// two of them.
std::optional<IsoStage> find_stage(std::string_view text);

}  // namespace gongwen::templating
