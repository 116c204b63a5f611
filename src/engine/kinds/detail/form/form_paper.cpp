#include "engine/kinds/detail/form/form_paper.h"

#include "base/format.h"
#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_boxes.h"
#include "engine/kinds/detail/form/form_cells.h"
#include "engine/kinds/detail/form/form_choices.h"
#include "engine/kinds/detail/form/form_flow.h"
#include "engine/kinds/detail/form/form_lists.h"
#include "engine/kinds/detail/form/form_report.h"
#include "engine/kinds/detail/form/form_schema.h"
#include "engine/kinds/detail/form/form_writer.h"
#include "engine/kinds/detail/kind_texts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

// The rows are written as one value of the expression language, `form`, which shared/form/page.html and
// sheet.html draw. Words are texts of the bundle, so that they can be replaced like those of any kind;
// heights and widths are style rules. For example the row `{"cells": ["/name", "/sex"]}` of the first table
// becomes
//   {"name": none, "class": "r1-1", "kind": "cells", "lines": [[{"label": wording("label.name"), "of":
//   "/name"},
//     {"pointer": "/name", "value": name | default(none), "span": 1}, …]]}
// in `form.tables[0].rows`. shared/form/rows.html has one macro for each `kind`. Classes: `t1` is the first
// part of the paper, `r1-3` its third row, `c2` its second column; they are numbered in the order of
// form.json, so inserting a row changes style.css but no text. Style sheets for the page and the workbook
// are written separately, since heights and widths differ: rows of a sheet are as high as their input
// needs.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

class FormPaper : public FormWriter {
 public:
  using FormWriter::FormWriter;

  // The order matters: head() and the parts add texts, which get their ids in this order, before the ids are checked
  // and the file of texts is written.
  resources::FilesInMemory make() {
    head();
    if (is_report(form_)) {
      ReportPaper report = write_report(*this);
      title_ = std::move(report.title);
      report_ = std::move(report.paper);
    }
    for (const Value& table : form_items(form_.root(), "paper")) add_table(table);
    if (has_further_) further_ = texts_.add("sheet.further", language_ == "zh" ? "续页" : "Continuation");
    texts_.check_ids(sink_);
    resources::FilesInMemory files;
    files[std::string(kPaperName)] = report_.empty() ? paper() : report_;
    files["document.html"] = document();
    files["workbook.html"] = workbook();
    files["style.css"] = page_style_;
    files["workbook.css"] = sheet_style_;
    files[texts_file_name(form_.language())] = texts_.file(form_text(form_.root(), "kind"));
    return files;
  }

 private:
  // Words.

  void head() {
    const bool has_title = !is_report(form_);  // a report has its own words
    const auto on_paper = form_.root().find("head");
    const std::string title = on_paper ? form_text(*on_paper, "title") : std::string();
    if (has_title)
      title_ = texts_.add("title", title.empty() ? form_text(*form_.root().find("title"), language_) : title);
    if (has_part(form_, "boxes")) head_of_boxes();
    // A subject with a stroke is a pointer to a field, which top() writes; words are a text like any
    // other.
    if (const std::string subject = form_text(form_.root(), "subject"); !subject.empty() && subject.front() != '/')
      description_ = texts_.add("description", subject);
    if (const std::string annex = form_text(form_.root(), "annex"); has_title && !annex.empty())
      annex_ = texts_.add("annex-label", annex);
    if (const std::string words = form_text(form_.root(), "keywords"); !words.empty())
      keywords_ = texts_.add("keywords", words);
    // Texts that own.html uses; they may have places in braces.
    const auto own = form_.root().find("texts");
    for (std::size_t i = 0; own && i < own->size(); ++i) {
      texts_.add_written(std::string(own->key_at(i)), std::string(own->at(i).string()));
    }
    const auto look = form_.root().find("look");
    if (!look) return;
    if (const auto margin = look->find("margin")) {
      std::string sides;
      // One number is the margin of all sides, a list is as in CSS: top, right, bottom, left.
      if (margin->is_number()) sides = " " + form_number(*look, "margin") + "mm";
      for (std::size_t i = 0; margin->is_array() && i < margin->size(); ++i) {
        std::string written = data::value_json(margin->at(i));
        sides += " " + written + "mm";
      }
      page_style_ += fmt::format("@page {{ margin:{} }}\n", sides);
    }
    // Heights are in points. Heights of table rows are minimum heights (CSS 2.1, 17.5.3): rows grow with their
    // text.
    style(page_style_, ".form tr.above td", form_number(*look, "opinion_height"));
    style(page_style_, ".form tr.sign td", form_number(*look, "seal_height"));
    style(sheet_style_, "tr", form_number(*look, "sheet_row"));
    // A row of headings is 26 pt high if the other rows have their own height.
    style(sheet_style_, "tr.head", look->find("sheet_row") ? "26" : "");
    style(sheet_style_, "tr.above", form_number(*look, "sheet_opinion_height"));
    style(sheet_style_, "tr.sign", form_number(*look, "sheet_seal_height"));
  }

  /// Boxes have a line above the title, the name and numbers of pages at the foot, and prompts if a form is blank.
  void head_of_boxes() {
    const auto head = form_.root().find("head");
    const auto text = [&](std::string_view member, const std::string& id, std::string_view absent) {
      const std::string own = head ? form_text(*head, member) : std::string();
      return own.empty() && absent.empty() ? std::string("\"\"")
                                           : texts_.add(id, own.empty() ? std::string(absent) : own);
    };
    // Words of the foot, `Page 1 of 3`: they are texts, so that a copy of the kind can change them.
    const bool is_chinese = language_ == "zh";
    const std::string name = head ? form_text(*head, "name") : std::string();
    name_ = name.empty() ? title_ : texts_.add("name", name);
    boxes_ = fmt::format("  \"name\": {},\n  \"series\": {},\n  \"page\": {},\n  \"of\": {},\n", name_,
                         text("series", "series", ""), text("page", "footer.page", is_chinese ? "页码" : "Page"),
                         text("of", "footer.of", is_chinese ? "/" : "of"));
    // A blank form is recognised by its first required field, or the first field at all: prompts are
    // printed only if that field is absent. The variable of a group is its first name: `/leader/name` →
    // `leader`.
    std::string given = form_.fields.front().pointer;
    for (auto field = form_.fields.rbegin(); field != form_.fields.rend(); ++field) {
      if (field->must) given = field->pointer;
    }
    given = given.substr(1, given.find('/', 1) - 1);
    for (const std::string_view what : {"text", "date"}) {
      const std::string id = fmt::format("prompt.{}", what);
      prompts_ += fmt::format(
          "{{%- set {}_prompt = {} if {} is not defined and not (fillable | default(false)) else \"\" %}}\n", what,
          text(fmt::format("{}_prompt", what), id, ""), given);
    }
  }

  // Tables and rows.

  /// The part becomes a macro instead of rows. `columns` is 3: the sheet of a letter has this
  /// many (letter-sheet.html). A part that is not a grid is a macro, which the page and the sheet
  /// call.
  void add_flow(const Value& paper) {
    table_ += 1;
    add_widths(sheet_style_, form_items(paper, "sheet_columns"));
    const std::string sheet = texts_.add(fmt::format("sheet.{}", table_), form_text(paper, "sheet"));
    const bool is_text = paper.find("text").has_value();
    const std::string macro = fmt::format("{}{}", is_text ? "text" : "boxes", table_);
    std::string body;
    if (is_text) {
      body = flow_of_paper(*this, paper);
    } else {
      const BoxesMade boxes = boxes_of_paper(*this, paper);
      body = boxes.body;
      page_style_ += boxes.page_style;
      sheet_style_ += boxes.sheet_style;
    }
    macros_ += fmt::format("{{%- macro {}() -%}}\n{}{{%- endmacro -%}}\n", macro, body);
    Members made;
    made.put_text("name", fmt::format("t{} {}", table_, is_text ? "letter" : "boxes"));
    made.put("columns", "3").put("sheet", sheet);
    made.put_text("fit", form_text(paper, "fit") == "page" ? "page" : "width");
    made.put(is_text ? "text" : "boxes", macro).put("rows", "[]");
    tables_.push_back(made.text());
  }

  void add_table(const Value& table) {
    if (is_flow(table)) return add_flow(table);
    table_ += 1;
    row_ = 0;
    rows_.clear();
    filling_row_.clear();
    // `tight`: a lower height of rows in pt, used if a row that is printed only when filled in (`given`) is
    // present.
    tight_ = form_number(table, "tight");
    width_ = table.find("columns")->size();
    add_widths(page_style_, form_items(table, "columns"));
    const std::vector<Value> sheet_columns = form_items(table, "sheet_columns");
    add_widths(sheet_style_, sheet_columns.empty() ? form_items(table, "columns") : sheet_columns);
    // The columns of a form to fill in may have other widths.
    add_widths(page_style_, form_items(table, "fill_columns"), ".filled");
    style(page_style_, fmt::format(".t{} tr", table_), form_number(table, "height"));
    if (!tight_.empty()) {
      style(page_style_, fmt::format(".t{}:not(.filled):has(.given) tr", table_), tight_);
      page_style_ +=
          fmt::format(".t{}:not(.filled):has(.given) tr > * {{ padding-top: 3pt; padding-bottom: 3pt }}\n", table_);
    }
    for (const Value& row : form_items(table, "rows")) add_row(row);
    // Only the last such row counts; `:has()` tests whether it was drawn, which depends on the data. The row that fills
    // the page may be left out: the next table then begins on this page.
    if (!filling_row_.empty()) {
      page_style_ += fmt::format(".t{0}:not(:has(.{1})) + .t{2} {{ break-before: auto; margin-top: -1pt }}\n", table_,
                                 filling_row_, table_ + 1);
    }
    Members made;
    made.put_text("name", fmt::format("t{}", table_));
    made.put("columns", std::to_string(width_));
    made.put("sheet", texts_.add(fmt::format("sheet.{}", table_), form_text(table, "sheet")));
    made.put_text("fit", form_text(table, "fit") == "page" ? "page" : "width");
    const std::vector<Value> rows = form_items(table, "rows");
    // Tables with only opinions have no column heads in the workbook.
    if (std::all_of(rows.begin(), rows.end(), [](const Value& row) { return row.find("opinion").has_value(); }))
      made.put("opinions", "true");
    made.put("rows", list_of(rows_, ",\n    "));
    tables_.push_back(made.text());
  }

  void add_widths(std::string& sheet, const std::vector<Value>& widths, std::string_view where = {}) const {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (!widths[i].is_number()) continue;
      std::string written = data::value_json(widths[i]);
      sheet += fmt::format(".t{}{} .c{} {{ width: {}mm }}\n", table_, where, i + 1, written);
    }
  }

  // A row has exactly one of the members tested here, which form.schema.json ensures. `optional` and `where` may
  // accompany each.
  void add_row(const Value& row) {
    row_ += 1;
    class_ = fmt::format("r{}-{}", table_, row_);
    Members made;
    const auto optional = optional_row(form_, row);
    made.put("name", optional ? base::json_string(optional->name) : "none");
    made.put_text("class", class_ + (form_flag(row, "new_page") ? " new-page" : ""));
    if (const std::string stands = standing_of(row); !stands.empty()) made.put("where", stands);
    if (row.find("cells")) {
      if (has_several(row)) {
        write_cells(*this, row, made);
      } else {
        add_cells(row, made);
      }
    } else if (row.find("photo")) {
      write_photo(*this, row, made);
    } else if (const auto notes = row.find("notes")) {
      const FormField& field = *form_.find(notes->string());
      made.put_text("kind", "notes").put("value", FormFile::expression_of(field.pointer));
    } else if (const auto across = row.find("across")) {
      add_text(*across, "across", made);
      // If the data leaves this row out, the next table moves up (add_table).
      if (optional) filling_row_ = class_;
    } else if (const auto beside = row.find("beside")) {
      add_text(*beside, "beside", made);
    } else if (row.find("heads")) {
      add_heads(row, made);
    } else if (row.find("signatures")) {
      add_signatures(row, made);
    } else if (const auto opinion = row.find("opinion")) {
      add_opinion(*opinion, made);
    } else if (const auto list = row.find("list")) {
      if (is_written_list(form_, row)) {
        write_list(*this, row, made);
      } else {
        add_list(row, *list, made);
      }
    } else if (const auto texts = row.find("texts")) {
      add_texts(row, *texts, "texts", made);
    } else if (const auto more = row.find("more")) {
      add_texts(row, *more, "more", made);
    } else if (row.find("choices")) {
      add_choices(*this, row, made);
    } else if (row.find("html")) {
      // The texts need their ids even though the macro is written by hand: it calls wording() with them.
      // The macro writes the label of its first field, and all choices.
      const std::vector<Value> shown = form_items(row, "fields");
      label_of(*form_.find(shown.front().string()));
      for (const Value& pointer : shown) {
        const FormField& field = *form_.find(pointer.string());
        if (!field.options.empty()) options_of(field);
      }
      made.put_text("kind", "own").put("macro", "own." + form_text(row, "html"));
    } else {
      made.put_text("kind", "words");
      made.put("words", texts_.add(fmt::format("words.{}-{}", table_, row_), form_text(row, "words")));
    }
    rows_.push_back(made.text());
    // `choices` with `files` and `further` are two rows: names beyond the lines of the first one are printed after the
    // form.
    if (const auto files = row.find("files")) add_more_files(row, *files);
    // add_signatures() writes heights by itself, for rows that shared/form repeats for each level.
    if (!row.find("signatures")) add_heights(row);
  }

  /// A row of choices may name more files than it has lines.
  void add_more_files(const Value& row, const Value& files) {
    if (!row.find("further")) return;
    Members made;
    made.put("name", "none").put("class", "\"\"");
    add_texts(row, files, "more", made);
    rows_.push_back(made.text());
  }

  // Heights in pt: of the page, of a page to fill in (`fill_…`) and of the workbook (`sheet_…`). Later
  // rules win over earlier ones of the same weight, so the general height is first.
  void add_heights(const Value& row) {
    const std::string height = form_number(row, "height");
    style(page_style_, fmt::format(".t{} tr.{}", table_, class_), height);
    // The rule for `tight` above would win over the height of this row by its weight; it is repeated with
    // the same weight.
    if (!tight_.empty()) style(page_style_, fmt::format(".t{}:not(.filled):has(.given) tr.{}", table_, class_), height);
    style(page_style_, fmt::format(".t{}.filled tr.{}", table_, class_), form_number(row, "fill_height"));
    style(sheet_style_, fmt::format("tr.{}", class_), form_number(row, "sheet_height"));
    style(sheet_style_, fmt::format(".filled tr.{}", class_), form_number(row, "sheet_fill_height"));
    if (const std::string line = form_number(row, "line"); !line.empty())
      page_style_ += fmt::format(".t{} tr.{} td {{ line-height: {}pt }}\n", table_, class_, line);
  }

  // A label names the field after it, for the star of a required one; `even` spreads it to the width of so many
  // characters, 姓 名.
  std::string label_cell(const std::string& words, const FormField& behind, const FormField* even,
                         std::size_t rows = 1) {
    Members made;
    made.put("label", words);
    made.put_text("of", behind.pointer);
    if (rows > 1) made.put("rows", std::to_string(rows));
    if (even != nullptr && even->value.find("even")) made.put("even", form_number(even->value, "even"));
    return made.text();
  }

  /// The columns of each value: those that the row states, or one each and the rest for the last. Their sum with the
  /// labels must be the width of the table. A wrong sum is reported, and one column each is returned, so that writing
  /// continues.
  std::vector<std::size_t> spans_of(const Value& row, std::size_t labels) {
    const std::size_t count = row.find("cells")->size();
    std::vector<std::size_t> spans;
    for (const Value& span : form_items(row, "spans")) spans.push_back(static_cast<std::size_t>(span.integer()));
    if (spans.empty() && width_ >= labels + count) {
      spans.assign(count, 1);
      spans.back() = width_ - labels - (count - 1);
    }
    std::size_t taken = labels;
    for (const std::size_t span : spans) taken += span;
    if (spans.size() != count || taken != width_) {
      sink_.report(messages::EngineFormTooWide, row.origin(), taken, width_);
      spans.assign(count, 1);
    }
    return spans;
  }

  void add_cells(const Value& row, Members& made) {
    std::vector<const FormField*> fields;
    for (const Value& pointer : form_items(row, "cells")) fields.push_back(form_.find(pointer.string()));
    if (form_flag(row, "given")) return add_given(*fields.front(), made);
    // `stack`: one label beside several lines, each of which begins with the title of its field.
    const auto stack = row.find("stack");
    std::vector<std::string> lines;
    if (stack) {
      for (std::size_t i = 0; i < fields.size(); ++i) {
        std::vector<std::string> cells;
        const FormField& around = *form_.find(stack->string());
        if (i == 0) cells.push_back(label_cell(label_of(around), *fields[i], &around, fields.size()));
        Members cell = cell_of(*fields[i]);
        cell.put("prefix", label_of(*fields[i])).put("span", std::to_string(width_ - 1));
        cells.push_back(cell.text());
        lines.push_back(list_of(cells));
      }
    } else {
      const std::vector<std::size_t> spans = spans_of(row, fields.size());
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        std::string label = label_of(*fields[i]);
        // The note of a field that does not apply to all people says to whom it applies.
        if (!fields[i]->text("note").empty()) label += " ~ \"\\n\" ~ " + words_of(*fields[i], "note");
        cells.push_back(label_cell(label, *fields[i], fields[i]));
        cells.push_back(cell_of(*fields[i]).put("span", std::to_string(spans[i])).text());
      }
      lines.push_back(list_of(cells));
    }
    made.put_text("kind", "cells").put("lines", list_of(lines, ",\n      "));
  }

  void add_given(const FormField& field, Members& made) {
    made.put_text("kind", "given").put("label", label_of(field)).put("note", words_of(field, "note"));
    made.put_text("pointer", field.pointer).put("value", FormFile::expression_of(field.pointer));
  }

  /// A long text; `across` the width with its label in the first line, or `beside` the label.
  void add_text(const Value& pointer, std::string_view kind, Members& made) {
    const FormField& field = *form_.find(pointer.string());
    // Across the width the label is the first line of the cell.
    const std::string label = kind == "across" ? texts_.add("lead." + id_of(field.pointer),
                                                            field.label(language_) + (language_ == "zh" ? "：" : ":"))
                                               : label_of(field);
    made.put_text("kind", kind).put("label", label).put("note", words_of(field, "note"));
    made.put_text("pointer", field.pointer).put("value", FormFile::expression_of(field.pointer));
  }

  void add_heads(const Value& row, Members& made) {
    std::vector<std::string> labels;
    for (const Value& pointer : form_items(row, "heads")) labels.push_back(label_of(*form_.find(pointer.string())));
    // Headings share the columns evenly: three in a table of eight would leave two over.
    if (width_ % labels.size() != 0) sink_.report(messages::EngineFormTooWide, row.origin(), labels.size(), width_);
    made.put_text("kind", "heads").put("span", std::to_string(width_ / labels.size())).put("labels", list_of(labels));
  }

  /// The levels are read from the first field; the others must have the same ones, as checked below, so that a row has
  /// a place in each column. Each field takes two columns: level and signature.
  void add_signatures(const Value& row, Members& made) {
    std::vector<std::string> levels;
    const std::vector<Value> pointers = form_items(row, "signatures");
    if (pointers.size() * 2 != width_)
      sink_.report(messages::EngineFormTooWide, row.origin(), pointers.size() * 2, width_);
    const FormField& first = *form_.find(pointers.front().string());
    // The row has a line for each level, which all its fields share.
    for (const Value& pointer : pointers) {
      const FormField& other = *form_.find(pointer.string());
      check_levels(first, other, pointer);
      check_levels(other, first, pointer);
    }
    for (const Value& level : form_items(first.value, "levels")) {
      const std::string name(level.at(0).string());
      std::vector<std::string> places;
      for (const Value& pointer : pointers) {
        const std::string place = std::string(pointer.string()) + "/" + name;
        Members one;
        one.put_text("pointer", place);
        one.put("name", FormFile::expression_of(place + "/name")).put("date", FormFile::expression_of(place + "/date"));
        places.push_back(one.text());
      }
      Members one;
      // Levels have names in both languages at [1] and [2].
      one.put("label", texts_.add("level." + id_of(first.pointer) + "." + name,
                                  std::string(level.at(language_ == "en" ? 2 : 1).string())));
      one.put("places", list_of(places));
      levels.push_back(one.text());
    }
    made.put_text("kind", "signatures").put("levels", list_of(levels, ",\n      "));
    const std::string height = form_number(row, "height");
    style(page_style_, fmt::format(".t{0} .review th, .t{0} .review td", table_), height);
    style(sheet_style_, "tr.review", form_number(row, "sheet_height"));
  }

  /// Reports the levels of one field of signatures that another does not have.
  void check_levels(const FormField& one, const FormField& other, const Value& place) {
    const std::vector<Value> known = form_items(other.value, "levels");
    for (const Value& level : form_items(one.value, "levels")) {
      const std::string_view name = level.at(0).string();
      if (std::any_of(known.begin(), known.end(), [&](const Value& one) { return one.at(0).string() == name; }))
        continue;
      sink_.report(messages::EngineFormNoLevel, place.origin(), name, other.pointer);
    }
  }

  void add_opinion(const Value& pointer, Members& made) {
    const FormField& field = *form_.find(pointer.string());
    made.put_text("kind", "opinion").put("label", label_of(field)).put_text("pointer", field.pointer);
    made.put("value", FormFile::expression_of(field.pointer + "/text"));
    made.put("date", FormFile::expression_of(field.pointer + "/date"));
    // A line for the signature, with room after a colon, and one for the seal; the room of a sheet is an ideographic
    // space wider.
    for (const std::string_view medium : {"lines", "sheet_lines"}) {
      std::vector<std::string> lines;
      if (const std::string sign = field.text("sign"); !sign.empty()) {
        const bool is_open = sign.ends_with("：") || sign.ends_with(":");
        const std::string room = !is_open ? "" : medium == "lines" ? " ~ \"　　　　　　\"" : " ~ \"　　　　　　　\"";
        lines.push_back("{\"sign\": " + words_of(field, "sign") + room + "}");
      }
      const auto seal = field.value.find("seal");
      if (!seal || seal->boolean()) lines.emplace_back("wording(\"opinion.seal\")");
      made.put(medium, list_of(lines));
    }
    made.put("even", field.value.find("even") ? form_number(field.value, "even") : "none");
  }

  /// Writes a field for each text in a form to fill in, with more on a page after the form.
  void add_texts(const Value& row, const Value& pointer, std::string_view kind, Members& made) {
    const FormField& field = *form_.find(pointer.string());
    const auto number = [&row](std::string_view member, std::int64_t absent) {
      const auto found = row.find(member);
      return std::to_string(found ? found->integer() : absent);
    };
    made.put_text("kind", kind);
    if (kind != "more") made.put("label", label_of(field)).put("note", words_of(field, "note"));
    made.put_text("pointer", field.pointer).put("value", FormFile::expression_of(field.pointer));
    made.put("least", number("least", 3)).put("further", number("further", 0));
    made.put("numbered", form_flag(row, "numbered") ? "true" : "false");
    made.put("joined", form_flag(row, "joined") ? "true" : "false");
    if (form_flag(row, "joined")) made.put("between", between_texts());
    if (row.find("further")) {
      has_further_ = true;
      // The word 续 gets a separate line if the label has one line;
      // the last line of a label with a line feed is short enough for
      // it.
      const std::string label = field.label(language_);
      const std::string_view between = language_ == "zh" ? "" : " ";
      made.put("more", texts_.add("more." + id_of(field.pointer),
                                  fmt::format("{}{}{}", label, label.find('\n') == std::string::npos ? "\n" : between,
                                              language_ == "zh" ? "（续）" : "(continued)")));
    }
    // 29 pt is enough for two lines of 14 pt.
    if (number("fill_lines", 1) == "2") {
      page_style_ += fmt::format(
          ".t{}.filled .{} .fill-line .entry {{ min-height: 29pt; font-size: 10.5pt; line-height: 14pt }}\n", table_,
          class_);
    }
  }

  /// A list with one value in each column. `columns` state which members are shown, `span` how many
  /// columns of the table each takes.
  void add_list(const Value& row, const Value& pointer, Members& made) {
    const FormField& list = *form_.find(pointer.string());
    const auto rows = list.value.find("rows");
    // Without an upper limit ten rows are drawn in a workbook to fill in; at least three or `least` on a
    // page.
    const std::int64_t most = rows && rows->size() > 1 ? rows->at(1).integer() : 10;
    const auto least_rows = row.find("least");
    const std::int64_t least = std::min(most, least_rows ? least_rows->integer() : std::int64_t{3});
    std::vector<std::string> columns;
    std::size_t taken = 0;
    for (const Value& column : form_items(row, "columns")) {
      const std::string place = list.pointer + "/*/" + form_text(column, "of");
      const FormField* const field = form_.find(place);
      if (field == nullptr) {
        sink_.report(messages::EngineFormUnknownField, column.origin(), place, "");
        continue;
      }
      const auto span = column.find("span");
      taken += span ? static_cast<std::size_t>(span->integer()) : 1;
      Members one;
      one.put("label", label_of(*field)).put_text("name", field->name);
      one.put("span", span ? form_number(column, "span") : "1");
      one.put_text("type", control_of(*field));
      if (!field->options.empty() || field->type == FormFieldType::YesNo) one.put("options", options_of(*field));
      columns.push_back(one.text());
    }
    // A list of texts has one column without a name: the entry itself is the value.
    if (list.type != FormFieldType::List) {
      taken = width_;
      Members one;
      one.put("label", label_of(list))
          .put_text("name", "")
          .put("span", std::to_string(width_))
          .put_text("type", "text");
      columns = {one.text()};
    }
    if (taken != width_) sink_.report(messages::EngineFormTooWide, row.origin(), taken, width_);
    made.put_text("kind", "list").put("label", label_of(list)).put_text("pointer", list.pointer);
    made.put("value", FormFile::expression_of(list.pointer)).put("least", std::to_string(least));
    made.put("most", std::to_string(most)).put("entries", list_of(columns));
  }

  // Files.

  // Groups that may be absent come first, since the rows below name their members.
  std::string paper() const {
    return "{#- The rows of the form, as data for shared/form. Made from " + form_.name +
           " by `gongwen form expand`. -#}\n" + absent_groups() +
           (form_.has_own_rows ? "{%- import \"own.html\" as own with context -%}\n" : "") + macros_ +
           "{%- set form = {\n  \"title\": " + title_ + ",\n  \"annex\": " + (annex_.empty() ? "\"\"" : annex_) +
           ",\n  \"further\": " + further_ + ",\n" + boxes_ + "  \"tables\": " + list_of(tables_, ",\n  ") +
           "\n} -%}\n";
  }

  std::string top(bool is_page) const {
    const std::string language = form_text(form_.root(), "language");
    std::string top = "<!DOCTYPE html>\n";
    for (const auto& [part, macros] : {std::pair("text", "letter"), std::pair("boxes", "boxes")}) {
      if (!has_part(form_, part)) continue;
      top += prompts_ + fmt::format("{{%- import \"shared/form/{0}-{1}.html\" as {0} with context %}}\n", macros,
                                    is_page ? "page" : "sheet");
    }
    if (has_part(form_, "boxes")) {
      top += "{%- import \"shared/form/boxes-lists.html\" as box_lists with context %}\n";
    }
    top += "{%- import \"paper.html\" as paper with context %}\n{%- set form = paper.form %}\n";
    top += fmt::format("<html lang=\"{}\">\n<head>\n<title>{{{{ {} }}}}</title>\n",
                       language.empty() ? "zh-CN" : language, name_.empty() ? title_ : name_);
    // `张示例` after the title in the head of the file, if given: the PDF's title, which readers show in their
    // window.
    if (const auto by = form_.root().resolve("/head/by")) {
      const std::string value = FormFile::expression_of(by->string());
      top.insert(top.rfind("</title>"), fmt::format("{{% if {0} %}}: {{{{ {0} }}}}{{% endif %}}", value));
    }
    const auto meta = [&](std::string_view member, std::string_view name) {
      const std::string pointer = form_text(form_.root(), member);
      if (pointer.empty()) return;
      if (!pointer.starts_with('/')) {
        top += fmt::format("<meta name=\"{}\" content=\"{{{{ {} }}}}\"/>\n", name, description_);
        return;
      }
      const std::string value = FormFile::expression_of(pointer);
      top += fmt::format("{{% if {0} %}}<meta name=\"{1}\" content=\"{{{{ {0} }}}}\"/>{{% endif %}}\n", value, name);
    };
    meta("author", "author");
    if (is_page) meta("subject", "description");
    meta("date", "date");
    if (is_page && !keywords_.empty())
      top += fmt::format("<meta name=\"keywords\" content=\"{{{{ {} }}}}\"/>\n", keywords_);
    return top + "</head>\n<body>\n";
  }

  std::string document() const { return body(true, report_.empty() ? "page" : "report"); }
  std::string workbook() const { return body(false, report_.empty() ? "sheet" : "report-book"); }
  std::string body(bool is_page, std::string_view file) const {
    return top(is_page) + fmt::format("{{% include \"shared/form/{}{}.html\" %}}\n</body>\n</html>\n",
                                      has_part(form_, "boxes") ? "boxes-form-" : "", file);
  }

  std::string report_;  // paper.html of a report
  std::string title_;   // expressions; empty if the form has none
  std::string annex_;
  std::string keywords_;
  std::string further_ = "\"\"";  // name of the sheet after the form
  bool has_further_ = false;
  std::vector<std::string> tables_;
  std::string macros_;  // of parts that are not a grid
  // The name in a form of boxes.
  std::string name_;
  std::string boxes_;
  std::string description_;
  std::string prompts_;
  // The table that is being written.
  int row_ = 0;
  std::string tight_;
  std::string filling_row_;  // class of the last row of a long text that may be left out
  std::vector<std::string> rows_;
};

}  // namespace

resources::FilesInMemory paper_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink) {
  return FormPaper(form, sink).make();
}

}  // namespace gongwen::engine
