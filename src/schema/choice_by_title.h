// Choices as people write them: by the value or by its title, `mt_meeting` or `会议`.
//   if (const FieldChoice* const choice = find_choice(field.choices, "会议")) …choice->value…
#pragma once

#include "schema/schema_fields.h"

#include <span>
#include <string_view>
#include <vector>

namespace gongwen::schema {

/// The choice whose value or title is written there. Blanks, the width and the case of letters do not count; of a title
/// its first word is enough when no other title has it: `WG4` for `WG4 安全控制与服务工作组`. What does not fit as it
/// is may have quotes or a tick, or be a number with words around it: `“会议”`, `男√`, `第5工作组` for 5. Null when
/// none fits, or several do.
const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written);

/// The choices that somebody may have meant, the likeliest first: mistyped, or only a part of a title.
std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written);

}  // namespace gongwen::schema
