// Values of a format as people write them, and how to write them where they cannot be understood. Asked only for what
// the format itself refuses; docs/VALUES.md has the list.
//   read_written(Format::Date, "2024年2月4号")      // "2024-02-04"
//   read_written(Format::PhoneCn, "（010）64102222")  // "010-64102222"
//   advise(Format::Date, "2024-02-31").chinese      // "2024年2月没有31日，请改正，例如 `2024-02-29`"
#pragma once

#include "schema/detail/formats.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::schema {

// IsoReference: what a reference of ISO or IEC says, such as `ISO/IEC CD 27090.2` or `ISO/IEC 27001:2022/DAM 1`.

/// Views look into the text that was read, or are constants.
struct IsoReference {
  std::string_view publisher;  // `ISO/IEC`, `ISO/IEC/IEEE`
  std::string_view stage;      // PWI NP AWI WD CD CDV DIS FDIS PRF DTS DTR DPAS DGuide DAM FDAM …; empty: published
  std::string_view type;       // IS TS TR PAS Guide, Amd Cor Add
  std::string_view number;     // `62443`
  std::string_view part;       // `2-1`; empty for none
  std::string_view base;       // what is amended: `ISO/IEC 27001:2022`; of others, up to the year
  std::string_view year;       // of the document itself: of an amendment, its own
  int draft = 1;               // 2 for `CD 27090.2`
};

/// Nothing for a text that is not a reference: a publisher, stage and type in the order that ISO writes them, a number
/// with its parts; then year, amendment, edition (`ED2`) and language (`(E)`). Source: ISO/IEC Directives, Part 1, 2.1.
std::optional<IsoReference> read_iso_reference(std::string_view text);

/// The text in the form that matches the format; nothing when it cannot be said for certain what was meant.
std::optional<std::string> read_written(Format format, std::string_view text);

/// A text without the quotes of Chinese around it, which input methods give for those of JSON and YAML.
std::string_view without_quotes(std::string_view text);

/// The words after ticks if each choice has a mark before it: `甲` and `丙` of `☑甲　☐乙　☑丙`. Nothing when the text
/// has no such marks.
std::optional<std::vector<std::string>> ticked_words(std::string_view text);

/// `男√`, `√男` as 男; empty without a tick.
std::string without_ticks(std::string_view text);

/// `WG5`, `第5工作组` as 5; empty when the text is none or has more than one number.
std::string sole_number(std::string_view text);

/// The text within the two marks, `《》`, where they are a pair around all of it: 甲 of `《甲》`, nothing of
/// `《甲》和《乙》`. Full-width and half-width brackets are the same.
std::optional<std::string_view> without_marks(std::string_view text, std::string_view marks);

/// Whether a text says yes, `是`, `TRUE`, `☑`, or no; nothing for other texts. `question`, the Chinese title of the
/// field: of `是否已注册`, `已注册` says yes and `未注册` no.
std::optional<bool> read_yes_or_no(std::string_view text, std::string_view question = {});

/// Other words for the same: `女性`, `女士`, `female` for `女`; empty for a text that is not one of those known.
std::span<const std::string_view> other_words(std::string_view text);

/// `无`, `/`, `—`, `N/A` and the like, which people write where they have nothing to give.
bool means_nothing(std::string_view text);

/// The same for a text that should name somebody or something, where `同上` and `不详` say no more, and `Na` may be a
/// name.
bool names_nothing(std::string_view text);

/// `—`, `/`, `--`: nothing but strokes, which are not an answer to anything.
bool is_only_strokes(std::string_view text);

using Advice = diagnostics::TextPair;

/// What to do about a text that the format refuses; where nothing better is known, an example.
Advice advise(Format format, std::string_view text);

}  // namespace gongwen::schema
