// Choices as people write them: by the value or by its title, `mt_meeting` or `会议`.
//   if (const FieldChoice* const choice = find_choice(field.choices, "会议")) …choice->value…
#pragma once

#include "data/document.h"
#include "data/schema.h"
#include "data/schema_fields.h"
#include "data/validate.h"

#include <span>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// The choice whose value or title is written there. Blanks, the width and the case of letters do not count; of a title
/// its first word is enough when no other title has it: `WG4` for `WG4 安全控制与服务工作组`. Null when none fits, or
/// several do.
const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written);

/// The choices that somebody may have meant, the likeliest first: mistyped, or only a part of a title.
std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written);

/// The document with the values of choices where it has their titles; truth values may be 是 and 否. Valid data is left
/// as it is. Values keep their numbers and places.
Document take_choices_by_title(const Schema& schema, Document document, const ValidateLimits& limits);

}  // namespace gongwen::data
