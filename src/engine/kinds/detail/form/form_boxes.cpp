#include "engine/kinds/detail/form/form_boxes.h"

#include "base/format.h"
#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>
#include <optional>
#include <utility>

// Each piece of a cell is the call of a macro. In a form to fill in, fields are one by one; in print,
// several may share a line, and a choice has its text beside it. The macro of a part is a sequence of
// calls:
//   {{ boxes.heading(wording("section.2-1"), "") }}
//   {% call boxes.box() %}{% call boxes.cell("b2-1") %}{{ boxes.label(…) }}{{ boxes.answer(…) }}{%
//   endcall %}{% endcall %}
// Expressions are written as text; values from form.json are inserted as JSON literals or as texts
// of the bundle, never as template code, except names of macros in own.html (`html`). `kFilling` is
// true while a form to fill in is made; both variants of a piece are written, and the template
// chooses.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kFilling = "fillable | default(false)";

/// The pieces of a cell, which is a list of them or has them in `cell`.
std::vector<Value> pieces_of_cell(const Value& cell) {
  if (cell.is_object()) return form_items(cell, "cell");
  return pieces_of(cell);
}

/// The value of a field, with `absent` for one that is not given.
/// `a | default({}))["b"] | default(none)` → the same with another default, so that lists and texts need
/// no test for none.
std::string value_or(const FormField& field, std::string_view absent) {
  std::string value = FormFile::expression_of(field.pointer);
  const std::size_t end = value.rfind("default(none)");
  return "(" + value.substr(0, end) + fmt::format("default({}))", absent);
}

std::string is_given(std::string_view pointer) { return "(" + FormFile::expression_of(pointer) + ") is not none"; }

class FormBoxes : FlowWriter {
 public:
  FormBoxes(FormWriter& writer, const Value& paper)
      : FlowWriter(writer, "boxes"), paper_(paper), number_(writer.table()) {}

  BoxesMade make() {
    for (const Value& block : form_items(paper_, "boxes")) {
      block_ += 1;
      cell_ = 0;
      add_block(block);
    }
    // Lists with more rows than a box shows continue after the form, only on pages: a workbook has all rows in its
    // sheets.
    if (!further_.empty()) {
      write(
          fmt::format("{{% if {} and not boxes.is_sheet %}}{{% call boxes.further() %}}{}{{% endcall %}}{{% endif %}}",
                      "(" + std::string(kFilling) + ")", further_));
    }
    return std::move(made_);
  }

 private:
  void write(const std::string& code) { made_.body += code + "\n"; }

  void add_block(const Value& block) {
    if (block.find("html")) return add_own(block);
    // `sheet_page`: a printed page of the workbook begins here.
    const std::string page = form_flag(block, "sheet_page") ? "new-page" : "";
    if (const auto section = block.find("section")) {
      write(fmt::format("{{{{ boxes.heading({}, \"{}\") }}}}", words_of(*section, id("section")), page));
      if (const auto note = block.find("note")) {
        write("{{ boxes.below_heading(" + words_of(*note, id("section-note")) + ") }}");
      }
      return;
    }
    write("{% call boxes.box() %}");
    for (const Value& cell : form_items(block, "box")) add_cell(cell);
    write("{% endcall %}");
  }

  /// `hint.2-1-3-1`: part, block, cell and piece, as far as they are known at this point. Used as ids of texts that do
  /// not belong to a field.
  std::string id(std::string_view what) const {
    const std::string place =
        cell_ == 0 ? "" : fmt::format("-{}{}", cell_, piece_ == 0 ? "" : fmt::format("-{}", piece_));
    return fmt::format("{}.{}-{}{}", what, number_, block_, place);
  }

  void add_cell(const Value& cell) {
    cell_ += 1;
    cells_ += 1;
    piece_ = 0;
    std::string style;
    if (cell.is_object()) {
      // The class is counted over the part, not the block, so that rules of style.css name one cell.
      style = fmt::format("b{}-{}", number_, cells_);
      add_heights(cell, style);
      if (form_flag(cell, "sheet_page")) style += " new-page";
    }
    write(fmt::format("{{% call boxes.cell(\"{}\") %}}", style));
    for (const Value& piece : pieces_of_cell(cell)) {
      piece_ += 1;
      add_piece(piece);
    }
    write("{% endcall %}");
  }

  /// The room for answers; if long answers share a page, a cell may give up its blank room.
  void add_heights(const Value& cell, const std::string& name) {
    // Writes nothing for a member that the row lacks, so that the rules of shared/form/boxes.css stay in
    // force.
    const auto rule = [&](std::string& sheet, std::string_view selector, std::string_view property,
                          std::string_view member) {
      const std::string points = form_number(cell, member);
      if (!points.empty()) sheet += fmt::format("{} {{ {}: {}pt }}\n", selector, property, points);
    };
    rule(made_.page_style, fmt::format(".{} .answer", name), "min-height", "height");
    // `-gw-blank-room` is a property of this program: the room may shrink when the page needs it.
    if (form_flag(cell, "gives")) made_.page_style += fmt::format(".{} .answer {{ -gw-blank-room: give }}\n", name);
    rule(made_.page_style, fmt::format(".{0} .answer.filled, .{0} .fill-text", name), "min-height", "fill_height");
    rule(made_.sheet_style, fmt::format(".{} .only", name), "height", "sheet_height");
    rule(made_.sheet_style, fmt::format(".{} .last", name), "height", "sheet_last_height");
  }

  // One piece of a cell; its kind follows from the member that names it, and it has exactly one of these
  // members.
  void add_piece(const Value& piece) {
    const std::string under = form_flag(piece, "under") ? "under" : "";
    if (piece.find("label")) {
      add_label(piece);
    } else if (const auto hint = piece.find("hint")) {
      write(hint_of(*hint, under, id("hint")));
    } else if (const auto answer = piece.find("answer")) {
      add_answer(piece, *answer, under);
    } else if (const auto options = piece.find("options")) {
      add_options(piece, *options);
    } else if (const auto choice = piece.find("choice")) {
      const FormField& field = field_at(*choice);
      write(fmt::format("{{{{ boxes.choice({}, {}, \"{}\") }}}}", writer_.options_of(field), value_or(field, "none"),
                        field.pointer));
    } else if (const auto tick = piece.find("tick")) {
      add_tick(piece, *tick);
    } else if (const auto words = piece.find("words")) {
      write(fmt::format("{{{{ boxes.paragraph({}, {}) }}}}", words_of(*words, id("words")), pointer_in(piece, "of")));
    } else if (piece.find("fill")) {
      add_fill(piece, under);
    } else if (const auto date = piece.find("date")) {
      const FormField& field = field_at(*date);
      write(fmt::format("{{{{ boxes.date_line({}, {}, \"{}\") }}}}", writer_.label_of(field), value_or(field, "\"\""),
                        field.pointer));
    } else if (piece.find("dates")) {
      add_dates(piece);
    } else if (const auto line = piece.find("line")) {
      const FormField& field = field_at(*line);
      write(fmt::format("{{{{ boxes.line({}, {}, \"after\", \"{}\") }}}}", writer_.label_of(field),
                        value_or(field, "\"\""), field.pointer));
    } else if (const auto candidate = piece.find("below")) {
      const FormField& field = field_at(*candidate);
      write(fmt::format("{{{{ boxes.under({}, {}, \"{}\") }}}}", writer_.label_of(field), value_or(field, "\"\""),
                        field.pointer));
    } else if (piece.find("point")) {
      const std::vector<Value> point = form_items(piece, "point");
      write(fmt::format("{{{{ boxes.point({}, {}) }}}}", base::json_string(std::string(point.at(0).string())),
                        words_of(point.at(1), id("point"))));
    } else if (const auto list = piece.find("list")) {
      add_list(piece, *list);
    } else if (piece.find("lists")) {
      add_lists(piece);
    } else {
      // The remaining kind of piece has `html`, a macro of own.html: check_own() has made sure that the file
      // exists.
      add_own(piece);
    }
  }

  void add_own(const Value& piece) { write("{{ own." + form_text(piece, "html") + "(boxes.is_sheet) }}"); }

  std::string pointer_in(const Value& piece, std::string_view member) const {
    const std::string pointer = form_text(piece, member);
    return pointer.empty() ? "none" : base::json_string(pointer);
  }

  std::string hint_of(const Value& words, std::string_view style, const std::string& text_id) {
    return fmt::format("{{% call boxes.hint(\"{}\") %}}{{{{ {} }}}}{{% endcall %}}", style, words_of(words, text_id));
  }

  /// A label is that of a field, or consists of words.
  void add_label(const Value& piece) {
    const Value label = *piece.find("label");
    const FormField* const field = label.string().starts_with('/') ? &field_at(label) : nullptr;
    // Kept for add_lists(), whose page after the form repeats the label of the cell.
    label_ = field != nullptr ? writer_.label_of(*field) : words_of(label, id("label"));
    const std::string own = field != nullptr ? id_of(field->pointer) : std::string();
    const auto more = piece.find("more");
    const std::string call = fmt::format("boxes.label({}, {}, {})", label_,
                                         more ? words_of(*more, own.empty() ? id("more") : "more." + own) : "\"\"",
                                         field != nullptr ? marked_pointer(*field) : pointer_in(piece, "of"));
    if (const auto hint = piece.find("hint")) {
      write(fmt::format("{{% call {} %}}{{{{ {} }}}}{{% endcall %}}", call,
                        words_of(*hint, own.empty() ? id("hint") : "hint." + own)));
    } else {
      write("{{ " + call + " }}");
    }
  }

  /// The fields that a red star at a label marks as required; for a group, its fields are marked if any of them is
  /// required.
  std::string marked_pointer(const FormField& field) const {
    const std::vector<const FormField*> inner = form_.fields_in(field.pointer);
    const bool is_inside = std::any_of(inner.begin(), inner.end(), [](const FormField* one) { return one->must; });
    return is_inside ? "none" : base::json_string(field.pointer);
  }

  void add_answer(const Value& piece, const Value& pointer, std::string style) {
    const FormField& field = field_at(pointer);
    check_kind(field, pointer);
    if (form_flag(piece, "tall")) style += style.empty() ? "tall" : " tall";
    const std::string given = value_or(field, "\"\"");
    std::string printed = given;
    // The text printed below, such as the name of an annex.
    if (const auto then = piece.find("then")) {
      // The text may be a list of paragraphs or one text; lines below it are added as further paragraphs.
      printed = fmt::format("[{0}] if ({0}) is string else {0}", given);
      printed = fmt::format("((({0}) if {1} else []) + {2})", printed, given, printed_lines({*then}));
    }
    // In a form to fill in, the control has only the value.
    write(fmt::format("{{{{ boxes.answer({} if not ({}) else {}, \"{}\", \"{}\") }}}}", printed, kFilling, given, style,
                      field.pointer));
  }

  void check_kind(const FormField& field, const Value& pointer) {
    if (kind_of_line(field).empty()) sink_.report(messages::EngineFormNotInText, pointer.origin(), field.pointer);
  }

  /// Writes each choice on a line; with `with`, some have a text beside them, with `hints`, guidance below them.
  /// Without either, one call draws all; otherwise the two variants of the form differ: fields to fill in are below the
  /// choices, printed values beside their choice.
  void add_options(const Value& piece, const Value& pointer) {
    const FormField& field = field_at(pointer);
    const bool several = field.flag("many");
    const std::string chosen = several ? value_or(field, "[]") : value_or(field, "\"\"");
    const std::string call =
        fmt::format("{{{{ boxes.options({}, {}, \"{}\", \"{}\", {}) }}}}", writer_.options_of(field), chosen,
                    field.pointer, several ? "checkbox" : "radio", form_flag(piece, "marked") ? "true" : "false");
    const auto with = piece.find("with");
    const auto hints = piece.find("hints");
    if (!with && !hints) return write(call);
    std::string filled = call;
    std::vector<std::string> texts;
    for (std::size_t i = 0; hints && i < hints->size(); ++i)
      filled += hint_of(hints->at(i), "under", hint_id(field, i));
    for (std::size_t i = 0; with && i < with->size(); ++i) texts.push_back(std::string(with->at(i).string()));
    std::sort(texts.begin(), texts.end());
    // Two choices may share a text: its field is written once.
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    for (const std::string& text : texts) filled += fill_call({*form_.find(text)}, "under");
    std::string printed;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      const std::string value = data::value_json(field.options[i].value);
      const auto text = with ? with->find(field.options[i].value.string()) : std::nullopt;
      // The text is printed only beside the choice that was made, although the data may have one for
      // another choice.
      printed += fmt::format(
          "{{{{ boxes.option({0} == {1}, ({2})[{3}][1], none, {4}, {5}) }}}}", chosen, value, writer_.options_of(field),
          i,
          text ? fmt::format("({} if {} == {} else \"\")", value_or(field_at(*text), "\"\""), chosen, value) : "none",
          text ? base::json_string(std::string(text->string())) : "none");
      const auto hint = hints ? hints->find(field.options[i].value.string()) : std::nullopt;
      // Hints are numbered in the order of `hints`, so the same hint has the same id in both variants.
      for (std::size_t k = 0; hint && k < hints->size(); ++k) {
        if (hints->key_at(k) == field.options[i].value.string()) printed += hint_of(*hint, "under", hint_id(field, k));
      }
    }
    write(fmt::format("{{% if {} %}}{}{{% else %}}{}{{% endif %}}", kFilling, filled, printed));
  }

  std::string hint_id(const FormField& field, std::size_t number) const {
    return fmt::format("hint.{}.{}", id_of(field.pointer), number + 1);
  }

  /// Writes one box, which is also ticked if the field `or` is given; `text` is beside it.
  void add_tick(const Value& piece, const Value& pointer) {
    const FormField& field = field_at(pointer);
    const auto text = piece.find("text");
    // A text beside the box shows that the choice was meant, even if the box was not ticked.
    std::string on = value_or(field, "false");
    if (const auto other = piece.find("or")) on = is_given(other->string()) + " or " + on;
    if (text) on = is_given(text->string()) + " or " + on;
    const std::string label = label_with_places(field);
    std::string call = fmt::format("boxes.option({}, {}, [\"{}\", true, \"checkbox\"]", on, label, field.pointer);
    if (text) call += fmt::format(", {}, \"{}\"", value_or(field_at(*text), "\"\""), field_at(*text).pointer);
    write("{{ " + call + ") }}");
  }

  /// The words of a box may have links in them.
  std::string label_with_places(const FormField& field) {
    const auto print = field.value.find("print");
    if (!print || !print->is_string() || read_words(print->string()).places.empty()) return writer_.label_of(field);
    return words_of(*print, "label." + id_of(field.pointer));
  }

  // Rows `[label, pointer, control]`; all other kinds are lines of text here.
  std::string fill_call(const std::vector<FormField>& fields, const std::string& style) {
    std::vector<std::string> rows;
    for (const FormField& field : fields) {
      const std::string_view kind = kind_of_line(field);
      rows.push_back(fmt::format("[{}, \"{}\", \"{}\"]", writer_.label_of(field), field.pointer,
                                 kind == "tel" || kind == "email" || kind == "date" ? kind : "text"));
    }
    return fmt::format("{{{{ boxes.fill({}, \"{}\") }}}}", list_of(rows), style);
  }

  /// Lines of given values: words with places, or pointers of values separated by commas.
  std::string printed_lines(const std::vector<Value>& lines) {
    std::vector<std::string> all;
    int number = 0;
    for (const Value& line : lines) {
      number += 1;
      // `["/name", "/post"]` → `张示例, 处长`; absent values leave no comma.
      if (line.is_array()) {
        std::vector<std::string> values;
        for (const Value& pointer : pieces_of(line)) values.push_back(value_or(field_at(pointer), "\"\""));
        all.push_back(list_of(values) + " | select | join(\", \")");
        continue;
      }
      if (line.string().starts_with('/')) {
        all.push_back(value_or(field_at(line), "\"\""));
        continue;
      }
      const WordsWithPlaces words = read_words(line.string());
      std::string values;
      std::string given;
      // Words appear only if all of their places have values: `第{/number}号` without a number would be
      // wrong on paper.
      for (const WordsPlace& place : words.places) {
        if (place.pointer.empty()) continue;
        values += fmt::format("{}{}={}", values.empty() ? "" : ", ", place.name,
                              value_or(*form_.find(place.pointer), "\"\""));
        given += (given.empty() ? "" : " and ") + is_given(place.pointer);
      }
      const std::string text =
          writer_.texts().add_with_places(id("printed") + fmt::format("-{}", number), words.text, values);
      all.push_back(given.empty() ? text : fmt::format("({} if {} else \"\")", text, given));
    }
    return "(" + list_of(all) + " | select | list)";
  }

  /// Writes fields, each on a line in a form to fill in; `printed` says how they are printed.
  void add_fill(const Value& piece, const std::string& under) {
    std::vector<FormField> fields;
    for (const Value& pointer : form_items(piece, "fill")) {
      check_kind(field_at(pointer), pointer);
      fields.push_back(field_at(pointer));
    }
    const std::string filled = fill_call(fields, under);
    const std::vector<Value> lines = form_items(piece, "printed");
    if (lines.empty()) {
      // Without `printed` the fields are printed elsewhere.
      write(fmt::format("{{% if {} %}}{}{{% endif %}}", kFilling, filled));
      return;
    }
    const std::string printed = printed_lines(lines);
    const std::string answer =
        fmt::format("{{{{ boxes.answer({}, \"{}\") }}}}", printed, lines.size() > 1 ? "lines" : "");
    // `given` prints nothing at all if no line has a value; otherwise an empty answer keeps its room.
    if (form_flag(piece, "given")) {
      write(fmt::format("{{% if {} %}}{}{{% elif {} %}}{}{{% endif %}}", kFilling, filled, printed, answer));
    } else {
      write(fmt::format("{{% if {} %}}{}{{% else %}}{}{{% endif %}}", kFilling, filled, answer));
    }
  }

  void add_dates(const Value& piece) {
    std::vector<std::string> rows;
    for (const Value& pointer : form_items(piece, "dates")) {
      const FormField& field = field_at(pointer);
      rows.push_back(fmt::format("[{}, {}, \"{}\"]", writer_.label_of(field), value_or(field, "\"\""), field.pointer));
    }
    write("{{ boxes.dates(" + list_of(rows) + ") }}");
  }

  static std::string least_of(const Value& piece) {
    const std::string least = form_number(piece, "least");
    return least.empty() ? "4" : least;
  }

  void add_list(const Value& piece, const Value& pointer) {
    const FormField& field = field_at(pointer);
    const std::string value = value_or(field, "[]");
    write(fmt::format("{{{{ boxes.list({}, \"{}\", {}) }}}}", value, field.pointer, least_of(piece)));
    // `further` is the number of additional rows; rows that are already on the form are not repeated.
    const std::string further = form_number(piece, "further");
    if (further.empty()) return;
    further_ += fmt::format(
        "{{% call boxes.cell() %}}{{{{ boxes.label({}) }}}}{{{{ boxes.fill_list(\"{}\", {}, "
        "[{} | length, {}] | max) }}}}{{% endcall %}}\n",
        writer_.label_of(field), field.pointer, further, value, least_of(piece));
  }

  /// Several lists with a label each.
  void add_lists(const Value& piece) {
    std::vector<std::string> rows;
    std::string more;
    for (const Value& pointer : form_items(piece, "lists")) {
      const FormField& field = field_at(pointer);
      const std::string value = value_or(field, "[]");
      const std::string label = writer_.label_of(field);
      // All lists share the texts: their ids do not name a list, and their places have the
      // values.
      const std::string head = writer_.texts().add_with_places("lists.head", "{level}:", "level=" + label);
      rows.push_back(fmt::format(
          "[{}, {}, \"{}\", {}]", head, value, field.pointer,
          writer_.texts().add_with_places("lists.line", "{level}: {documents}",
                                          fmt::format("level={}, documents={} | join(\"; \")", label, value))));
      more += fmt::format("{{{{ boxes.paragraph({}) }}}}{{{{ boxes.fill_list(\"{}\", {}, [{} | length, {}] | max) }}}}",
                          head, field.pointer, form_number(piece, "further"), value, least_of(piece));
    }
    write(fmt::format("{{{{ box_lists.lists(boxes, {}, {}) }}}}", list_of(rows), least_of(piece)));
    if (piece.find("further")) {
      further_ += fmt::format("{{% call boxes.cell() %}}{{{{ boxes.label({}) }}}}{}{{% endcall %}}\n", label_, more);
    }
  }

  const Value paper_;
  int number_;
  int block_ = 0;
  int cell_ = 0;   // of the block
  int cells_ = 0;  // of the part
  int piece_ = 0;
  std::string label_;    // the last one of the cell
  std::string further_;  // cells of the page after the form
  BoxesMade made_;
};

}  // namespace

// Mirrors add_piece(): a kind of piece that shows a field must be in both, or the form is reported as not having the
// field on paper.
std::vector<FormPlace> places_of_boxes(const Value& paper) {
  std::vector<FormPlace> places;
  const auto own = [&places](const Value& pointer) {
    places.push_back({pointer.origin(), std::string(pointer.string()), FormPlaceKind::Own});
  };
  const auto named = [&places](const Value& words) {
    for (const WordsPlace& place : read_words(words.string()).places) {
      if (!place.pointer.empty()) places.push_back({words.origin(), place.pointer, FormPlaceKind::Named});
    }
    if (words.string().starts_with('/')) {
      places.push_back({words.origin(), std::string(words.string()), FormPlaceKind::Named});
    }
  };
  for (const Value& block : form_items(paper, "boxes")) {
    for (const Value& pointer : form_items(block, "fields")) own(pointer);
    for (const Value& cell : form_items(block, "box")) {
      for (const Value& piece : pieces_of_cell(cell)) {
        for (const std::string_view member :
             {"answer", "options", "choice", "tick", "text", "date", "line", "below", "list"}) {
          if (const auto pointer = piece.find(member)) own(*pointer);
        }
        for (const std::string_view member : {"fill", "dates", "lists", "fields"}) {
          for (const Value& pointer : form_items(piece, member)) own(pointer);
        }
        const auto with = piece.find("with");
        std::vector<std::string_view> seen;
        for (std::size_t i = 0; with && i < with->size(); ++i) {
          const std::string_view pointer = with->at(i).string();
          if (std::find(seen.begin(), seen.end(), pointer) == seen.end()) own(with->at(i));
          seen.push_back(pointer);
        }
        for (const std::string_view member : {"or", "of", "then", "label"}) {
          if (const auto words = piece.find(member)) named(*words);
        }
        for (const Value& line : form_items(piece, "printed")) {
          for (const Value& words : pieces_of(line)) named(words);
        }
      }
    }
  }
  return places;
}

BoxesMade boxes_of_paper(FormWriter& writer, const Value& paper) { return FormBoxes(writer, paper).make(); }

}  // namespace gongwen::engine
