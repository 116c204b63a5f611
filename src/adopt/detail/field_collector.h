// FieldCollector: collects the fields of a form as they are found, names them, and lists the words that belong to no
// field.
#pragma once

#include "adopt/detail/cell_text.h"
#include "adopt/detail/form_text.h"
#include "adopt/detail/line_places.h"
#include "adopt/detail/place_lines.h"
#include "adopt/guess_fields.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::adopt {

class FieldCollector {
 public:
  explicit FieldCollector(const word::Document& document) : document_(document) {}

  // The context of the places that are being read.

  /// The title of the form.
  void set_title(std::string title) { form_.title = std::move(title); }
  const std::string& title() const { return form_.title; }
  /// The unit that a line above the table states, 单位：万元; empty: none.
  void set_table_unit(std::string unit) { table_unit_ = std::move(unit); }
  /// Sets the line above, if it has no places.
  void set_heading(std::optional<Label> heading) { heading_ = std::move(heading); }
  const std::optional<Label>& heading() const { return heading_; }
  /// Sets the name of the story for places in messages; empty for the body. Returns the former one.
  std::string_view enter_story(std::string_view name) { return std::exchange(story_, name); }
  static std::string_view name_of_story(word::StoryType type);

  // Fields.

  GuessedField field_of(const Label& label, GuessedType type, std::uint32_t paragraph, GuessReason reason,
                        double confidence) const;
  /// Makes an opinion with the words at its place to sign. If the cell has none, the opinion counts as sealed, like
  /// most.
  GuessedField opinion_of(const Label& label, const CellText& cell, GuessReason reason, double confidence) const;
  /// Adds a field. `group` is a label for several fields beside it: 设备 turns 名称 into 设备名称.
  void add(GuessedField field, Answer answer, const std::string& group = {});
  /// Adds a field for each place in a text that has a label, or is beside one. Returns the number of fields.
  std::size_t add_places(const CellText& cell, const std::optional<Label>& beside, const std::string& group);
  /// Adds content controls and legacy fields, with the other places beside them in the text. `label` is in the cell to
  /// the left. Returns false, and adds nothing, if the text has no controls other than boxes, which are read as places.
  bool add_controls(const CellText& cell, const std::optional<Label>& label, const std::string& group);
  /// Adds an opinion with the words at its place to sign. `begin` is the place of its text in the cell.
  void add_opinion(const Label& label, const CellText& cell, std::size_t begin, GuessReason reason, double confidence,
                   const std::string& group);
  /// Adds a number for each pair of empty brackets, `（　）技术　（　）实用`. Returns whether the text has any.
  bool add_ranks(const Label& question, const CellText& cell);
  /// Takes type and options from a control.
  static void put_control(const FoundControl& one, GuessedField& field);
  /// Makes the unit a part of the title: 申请经费（万元）.
  static void put_unit(const std::string& unit, GuessedField& field);
  std::string place_of(std::uint32_t paragraph) const;

  // The places where answers are written.

  /// In a separate cell: its first paragraph. After a label in the same cell: the paragraph below the label, if there
  /// is one.
  static Answer in_cell(const CellText& cell, std::size_t paragraph = 0);
  /// An opinion is a text and, if the paper leaves room for it, a date.
  static Answer of_opinion(const CellText& cell, std::size_t paragraph = 0);

  /// Marks words as known, so that they are not listed as left out.
  void say(std::string_view text) { said_ += comparable(text) + "\n"; }
  /// Marks words that are in no title as printed by the form, for reading returned files.
  void print(std::string text) { form_.printed.push_back(std::move(text)); }

  /// Records a place that did not become a field.
  void leave_out(std::string_view text, std::uint32_t paragraph) {
    print(std::string(text));
    leave_out(text, paragraph, story_, true);
  }

  /// Returns all fields, each with a unique name, and all words that belong to none of them.
  GuessedForm finish();

 private:
  /// Words that belong to no field, with their paragraph. `story` is empty in the body.
  struct FoundWords {
    std::string text;
    std::string_view story;
    std::uint32_t paragraph = 0;
    bool is_place = true;
  };
  /// The context that tells fields with the same label apart.
  struct Context {
    std::string group;
    std::string heading;
  };

  void leave_out(std::string_view text, std::uint32_t paragraph, std::string_view story, bool is_place);
  void put_table_unit(GuessedField& field) const;
  void name_words_of_all();
  bool name_other_words(const std::vector<word::Block>& blocks, std::string_view story);
  bool is_left_out(std::uint32_t paragraph, std::string_view story) const;
  std::map<std::string, std::vector<std::size_t>> fields_by_title() const;
  void name_fields();
  void add_place(const Label& label, const LinePlace& place, const CellText& cell, bool is_in_cell,
                 const std::string& group);
  void add_control(const FoundControl& one, GuessedField field, bool is_in_line, const std::string& group);
  void add_lone_control(const FoundControl& one, const CellText& cell, const std::optional<Label>& label,
                        const std::string& group);
  void add_options(const Label& label, const LinePlace& boxes, const CellText& cell, double confidence,
                   const std::string& group);

  const word::Document& document_;
  GuessedForm form_;
  std::vector<Context> contexts_;  // one for each field
  std::vector<FoundWords> left_out_;
  PlaceLines lines_;
  std::size_t unnamed_ = 0;  // words beyond those that are named
  std::string said_;         // the words of fields and messages, see comparable(), a line each
  std::string_view story_;
  std::optional<Label> heading_;
  std::string table_unit_;
  std::set<std::size_t> controls_;  // the starts of those controls of the text that have become fields
};

}  // namespace gongwen::adopt
