// Parts of paper that is not a table of rows: paragraphs of a letter, headings and questions of a
// form of boxes, rows of the cover and chapters of a report. Each has a place: `/paper/0/text/2`,
// `/paper/0/boxes/3`, `/paper/0/boxes/3/box/1`, `/report/cover/rows/0`,
// `/report/pages/1/chapters/2`.
#pragma once

#include "service/designer/detail/form_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

enum class PartType : std::uint8_t { Paragraph, Heading, Question, Drawn, CoverRow, Chapter };

/// Parts are looked up for each request; `at` is valid until the form changes.
struct FormPart {
  std::string at;
  PartType type = PartType::Paragraph;
  std::vector<std::string> fields;  // pointers of its fields, in the order of the part
  std::string words = {};           // with blanks, `{/org}`; empty if the part has no words that can be changed
};

/// The parts of a sheet, of the cover or of a page, in the order of the
/// paper.
struct PartGroup {
  std::string sheet;       // name of the sheet
  std::uint64_t page = 0;  // page of a report, from 1; 0 for the cover, or if there is no report
  std::vector<FormPart> parts;
};

/// Returns the groups of parts; empty if all paper of the form is tables of rows.
std::vector<PartGroup> parts_of(const FormNode& form);
/// Returns nullopt if the form has no such part.
std::optional<FormPart> part_at(const FormNode& form, std::string_view at);

/// Returns whether there is a place to which a part can be moved. `by`: -1 or
/// 1.
bool can_move_part(const FormNode& form, std::string_view at, int by);
/// Moves a part by one place; a question or chapter may move into the next box or page. Returns false if there is no
/// such place.
bool move_part(FormNode& form, std::string_view at, int by);
/// Removes a part. Fields that are nowhere else on paper are removed with it. Returns false for the last part.
bool delete_part(FormNode& form, std::string_view at);
/// Adds a paragraph or a heading after a part. Returns its place; nullopt if there is no such part, or if no words can
/// be put there.
std::optional<std::string> add_words(FormNode& form, std::string_view after, std::string_view words);
/// Replaces the words of a part. Returns false if it has none.
bool set_part_words(FormNode& form, std::string_view at, std::string_view words);
/// Puts a new field on paper after the part that has another field, or at the end: a line, a question or a chapter, by
/// its type. Returns false if the form has no such paper, or no place for the type.
bool place_field(FormNode& form, const std::string& pointer, std::string_view type, std::string_view after);
/// Removes the places of a field from paper that is not a table of rows.
void take_out_of_parts(FormNode& form, std::string_view field);

/// Replace the pointers in the blanks of a sentence by titles of fields, and back: `{/org}` and `{单位}`. Names of
/// texts stay: `{收件单位}` becomes `{name=/addressee}` again if it was so in `before`.
std::string words_with_titles(const FormNode& form, std::string_view words);
/// If nullopt is returned, `bad` has the blank that names no field.
std::optional<std::string> words_with_pointers(const FormNode& form, std::string_view words, std::string_view before,
                                               std::string& bad);

}  // namespace gongwen::service
