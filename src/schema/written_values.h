// Values of a format as people write them, and advice about values that cannot be understood. Used only for values that
// the format refuses; docs/VALUES.md has the list.
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

// IsoReference: the parts of an ISO or IEC reference, such as `ISO/IEC CD 27090.2` or `ISO/IEC 27001:2022/DAM 1`.

/// Views into the text that was read, or constants.
struct IsoReference {
  std::string_view publisher;  // `ISO/IEC`, `ISO/IEC/IEEE`
  std::string_view stage;      // PWI NP AWI WD CD CDV DIS FDIS PRF DTS DTR DPAS DGuide DAM FDAM …; empty: published
  std::string_view type;       // IS TS TR PAS Guide, Amd Cor Add
  std::string_view number;     // `62443`
  std::string_view part;       // `2-1`; empty if none
  std::string_view base;       // the amended document: `ISO/IEC 27001:2022`; otherwise the reference up to the year
  std::string_view year;       // of the document itself; for an amendment, the amendment's
  int draft = 1;               // 2 for `CD 27090.2`
};

/// Parses a reference: publisher, stage and type in ISO's order, a number with parts, then year, amendment, edition
/// (`ED2`) and language (`(E)`). Returns nullopt for other texts. Source: ISO/IEC Directives, Part 1, 2.1.
std::optional<IsoReference> read_iso_reference(std::string_view text);

/// The text in a form that matches the format; nullopt if its meaning is not certain.
std::optional<std::string> read_written(Format format, std::string_view text);

/// Strips Chinese quotes, which input methods produce instead of those of JSON and YAML.
std::string_view without_quotes(std::string_view text);

/// The words after ticks in a text where each choice is preceded by a mark: `甲` and `丙` for `☑甲　☐乙　☑丙`. Returns
/// nullopt if the text has no such marks.
std::optional<std::vector<std::string>> ticked_words(std::string_view text);

/// The words after a box, up to the next one; the words before the first box belong to no box.
struct BoxWords {
  bool has_box = false;
  bool is_ticked = false;
  std::string words;
};
/// The words of a text in order; a single entry without a box if it has no boxes.
std::vector<BoxWords> box_words(std::string_view text);

/// 男 for `男√` or `√男`; empty if there is no tick.
std::string without_ticks(std::string_view text);

/// 5 for `WG5` or `第5工作组`; empty unless the text has exactly one number.
std::string sole_number(std::string_view text);

/// The text between the two marks, such as `《》`, if they are a pair around the whole text: 甲 for `《甲》`, nullopt
/// for `《甲》和《乙》`. Full-width and half-width brackets count as equal.
std::optional<std::string_view> without_marks(std::string_view text, std::string_view marks);

/// Whether a text means yes (`是`, `TRUE`, `☑`) or no; nullopt for other texts. `question` is the Chinese title of the
/// field: for `是否已注册`, `已注册` means yes and `未注册` no.
std::optional<bool> read_yes_or_no(std::string_view text, std::string_view question = {});

/// Synonyms: `女性`, `女士`, `female` for `女`; empty if the text is unknown.
std::span<const std::string_view> other_words(std::string_view text);

/// Whether a text is a placeholder such as `无`, `/`, `—`, `N/A`, for a missing value.
bool means_nothing(std::string_view text);

/// The same for texts that should name a person or thing: `同上` and `不详` are placeholders there, too, but `Na` may
/// be a name.
bool names_nothing(std::string_view text);

/// Whether a text consists of strokes only (`—`, `/`, `--`), which never answer anything.
bool is_only_strokes(std::string_view text);

using Advice = diagnostics::TextPair;

/// Advice about a text that the format refuses; if nothing better is known, an example.
Advice advise(Format format, std::string_view text);

}  // namespace gongwen::schema
