#include "engine/kinds/detail/form/form_report.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/engine.h"

#include <utility>

// Chapters are numbered here, so that references have their numbers. Heights are style rules of
// the class of the chapter, widths those of the class of the list. The output is `form` of
// paper.html:
//   {"heading": […], "cover": {"rows": […], "date": …}, "pages": [[chapter, …], …], "attachments": …,
//    "tables": [table1, …], "texts": [{"pointer": "/purpose", "value": …}, …]}
// A chapter has a `kind`: `lead` is a heading with lists, `text` a heading with a long text, `ask` a question with
// boxes, `opinion` a text with signature, seal and day. Lists are separate variables, `table1`, since a chapter and the
// sheets of a workbook both name them.
namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::int64_t kSheetColumns = 8;  // of shared/form/report-sheet.html

std::vector<Value> chapters_of(const Value& report) {
  std::vector<Value> chapters;
  for (const Value& page : form_items(report, "pages")) {
    for (const Value& chapter : form_items(page, "chapters")) chapters.push_back(chapter);
  }
  return chapters;
}

/// The lists of a chapter: that in its text, and those below it.
std::vector<Value> lists_of(const Value& chapter) {
  std::vector<Value> lists = form_items(chapter, "tables");
  if (const auto inner = chapter.find("list")) lists.push_back(*inner);
  return lists;
}

std::string_view pointer_of_list(const Value& list) {
  const auto one = list.find("one");
  return (one ? *one : *list.find("list")).string();
}

class FormReport {
 public:
  explicit FormReport(FormWriter& writer) : writer_(writer), report_(*writer.form().root().find("report")) {}

  ReportPaper write() {
    // First, so that the cover can refer to a chapter that comes later: （见第5项）.
    number_chapters();
    Members form;
    std::vector<std::string> heading;
    for (const Value& line : form_items(report_, "heading")) {
      heading.push_back(text(fmt::format("heading.{}", heading.size() + 1), std::string(line.string())));
    }
    std::string title;
    for (const std::string& line : heading) title += (title.empty() ? "" : " ~ ") + line;
    add_words(form);
    form.put("heading", list_of(heading));
    form.put("cover", cover());
    std::vector<std::string> pages;
    for (const Value& page : form_items(report_, "pages")) {
      std::vector<std::string> chapters;
      for (const Value& chapter : form_items(page, "chapters")) add_chapter(chapter, chapters);
      pages.push_back(list_of(chapters, ",\n    "));
    }
    form.put("pages", list_of(pages, ",\n    ")).put("attachments", attachments());
    form.put("tables", list_of(names_of_tables_)).put("texts", list_of(texts_, ",\n    "));
    form.put("further", has_further_ ? "true" : "false");
    // The words between brackets come from the macro's argument, so every item has the same text.
    const std::string item = text_with("item", is_chinese() ? "（{number}）" : "({number}) ", "number=number");
    return {title, "{#- The report as data for shared/form. Made from " + writer_.form().name +
                       " by `gongwen form expand`. -#}\n" + writer_.absent_groups() + "{%- macro item(number) %}{{ " +
                       item + " }}{% endmacro -%}\n" + tables_ + "{%- set form = " + form.text() + " -%}\n"};
  }

 private:
  bool is_chinese() const { return writer_.is_chinese(); }
  std::string text(const std::string& id, const std::string& words) { return writer_.texts().add(id, words); }
  std::string text_with(const std::string& id, const std::string& words, const std::string& values) {
    return writer_.texts().add_with_places(id, words, values);
  }
  const FormField& field(std::string_view pointer) const { return *writer_.form().find_value(pointer); }
  std::string label(const FormField& field) const { return field.label(writer_.language()); }
  std::string words(std::string_view zh, std::string_view en) const { return std::string(is_chinese() ? zh : en); }

  /// Adds words that all reports have.
  void add_words(Members& form) {
    const std::string annex = form_text(writer_.form().root(), "annex");
    // The colon at the end belongs to the label on the page only; a workbook has it separately.
    const bool ends_in_colon = annex.ends_with("：") || annex.ends_with(":");
    form.put("annex", annex.empty() ? "\"\"" : text("annex-label", annex));
    form.put_text("annex_end", ends_in_colon ? words("：", ":") : "");
    form.put("sheet", text("sheet.1", form_text(report_, "sheet"))).put("item", "item");
    form.put("legend", text("must-legend-sheet", words("（带*的为必填项）", " (fields with * must be filled in)")));
    form.put("head", text("sign.head", words("单位负责人签字：", "Signature of the head: ")));
    form.put("seal", text("sign.seal", words("（单位公章）", "(seal)")));
    form.put("signing", text("field.sign", words("签字", "signature")));
    form.put("colon", text("career.colon", words("：", ": ")));
  }

  std::string cover() {
    const Value cover = *report_.find("cover");
    std::vector<std::string> rows;
    for (const Value& row : form_items(cover, "rows")) {
      const std::vector<Value> cells = form_items(row, "cells");
      const auto stack = row.find("stack");
      // `stack` names a row of several fields by the group around them.
      const FormField& named = field((stack ? *stack : cells.front()).string());
      std::vector<std::string> fields;
      std::string see = "\"\"";
      for (const Value& cell : cells) {
        const FormField& own = field(cell.string());
        Members one = value_of(own.pointer);
        // The attribute `lang` is written only if it differs from that of the document.
        one.put_text("type", entry_of(own))
            .put_text("lang", own.text("lang") == writer_.language() ? "" : own.text("lang"));
        fields.push_back(one.text());
        // The chapter with the field in a list has all of its values; the cover shows the one.
        if (const std::size_t number = chapter_with(own.pointer)) {
          see = text("see." + id_of(own.pointer),
                     is_chinese() ? fmt::format("（见第{}项）", number) : fmt::format("(see {})", number));
        }
      }
      Members made;
      made.put("label", text("cover." + id_of(named.pointer), label(named)));
      made.put("fields", list_of(fields)).put("see", see);
      rows.push_back(made.text());
    }
    Members made;
    const auto date = cover.find("date");
    made.put("rows", list_of(rows, ",\n    ")).put("date", date ? value_of(date->string()).text() : "none");
    return made.text();
  }

  /// How a value that is not a choice is shown.
  static std::string_view entry_of(const FormField& field) {
    const std::string_view control = control_of(field);
    return control == "choice" ? "text" : control;
  }

  static Members value_of(std::string_view pointer) {
    Members made;
    made.put_text("pointer", pointer).put("value", FormFile::expression_of(pointer));
    return made;
  }

  /// A field whose paragraphs the shared templates read: with `labels` they are objects, otherwise texts
  /// and lists.
  void add_text(std::string_view pointer) {
    Members made = value_of(pointer);
    made.put("labels", field(pointer).flag("labels") ? "true" : "false");
    texts_.push_back(made.text());
  }

  // Chapters.

  void number_chapters() {
    std::size_t number = 0;
    for (const Value& chapter : chapters_of(report_)) {
      const std::vector<Value> texts = form_items(chapter, "texts");
      // Several texts of one entry are a chapter each, with numbers of their own.
      number += texts.empty() ? 1 : texts.size();
      for (const Value& list : lists_of(chapter)) {
        for (const Value& column : form_items(list, "columns")) {
          // A field of a list on the cover has the same pointer except for the rows: chapter_with() compares the
          // whole.
          in_chapters_.emplace_back(std::string(pointer_of_list(list)) + "/" + form_text(column, "of"), number);
        }
      }
    }
  }

  /// The number of the chapter that has the field in a list; 0 if no chapter has it.
  std::size_t chapter_with(std::string_view pointer) const {
    for (const auto& [known, number] : in_chapters_) {
      if (known == pointer) return number;
    }
    return 0;
  }

  /// `1. 目的和意义`; a form may print some numbers in another way, selected by its data: `numbers` is the pointer of
  /// the field whose value is then `as-printed`.
  std::string heading(const Value& chapter, const std::string& id, const std::string& name) {
    const std::string words = text("section." + id, name);
    const std::string usual = base::json_string(fmt::format("{}. ", number_));
    const std::string printed = form_text(chapter, "as_printed");
    const std::string by = form_text(report_, "numbers");
    if (printed.empty() || by.empty()) return usual + " ~ " + words;
    return fmt::format("({} if ({}) == \"as-printed\" else {}) ~ {}", base::json_string(printed),
                       FormFile::expression_of(by), usual, words);
  }

  /// One entry of form.json makes one chapter, or one for each of its `texts`.
  void add_chapter(const Value& chapter, std::vector<std::string>& chapters) {
    for (const Value& pointer : form_items(chapter, "texts")) {
      Members made = start(chapter);
      chapters.push_back(text_chapter(chapter, pointer.string(), made));
    }
    if (chapter.find("texts")) return;
    Members made = start(chapter);
    if (chapter.find("ask")) {
      chapters.push_back(asking(chapter, made));
    } else if (chapter.find("opinion")) {
      chapters.push_back(opinion(chapter, made));
    } else if (const auto pointer = chapter.find("text")) {
      chapters.push_back(text_chapter(chapter, pointer->string(), made));
    } else {
      made.put_text("kind", "lead");
      made.put("heading", heading(chapter, std::to_string(number_), form_text(chapter, "title")));
      chapters.push_back(finish(chapter, made));
    }
  }

  /// Counts the chapter and writes the rules of its class. Must be called once for each chapter, in the order of
  /// printing: heading() uses the number.
  Members start(const Value& chapter) {
    number_ += 1;
    class_ = fmt::format("k{}", number_);
    const bool is_opinion = chapter.find("opinion").has_value();
    const auto add = [&](std::string& sheet, std::string_view selector, std::string_view property,
                         std::string_view member) {
      const std::string points = form_number(chapter, member);
      if (!points.empty()) sheet += fmt::format(".{}{} {{ {}: {}pt }}\n", class_, selector, property, points);
    };
    // In an opinion the height is that of the text alone; signature and day follow below.
    const std::string_view above = is_opinion ? " .text" : "";
    add(writer_.page_style(), above, "min-height", "height");
    // The text of an opinion has the same room in a form to fill in.
    const bool is_same = is_opinion && !chapter.find("fill_height");
    add(writer_.page_style(), fmt::format("{} .fill-text", above), "min-height", is_same ? "height" : "fill_height");
    // In a sheet a text is one row (`only`) or several, of which the last one grows (`last`).
    add(writer_.sheet_style(), " .only", "height", "sheet_height");
    add(writer_.sheet_style(), " .last", "height", "sheet_last");
    Members made;
    made.put_text("class", class_);
    return made;
  }

  /// Every chapter may have lists below it.
  std::string finish(const Value& chapter, Members& made) {
    std::vector<std::string> tables;
    for (const Value& table : form_items(chapter, "tables")) tables.push_back(add_table(table, false));
    made.put("tables", list_of(tables));
    return made.text();
  }

  std::string text_chapter(const Value& chapter, std::string_view pointer, Members& made) {
    const FormField& own = field(pointer);
    add_text(pointer);
    made.put_text("kind", "text").put("heading", heading(chapter, id_of(pointer), label(own)));
    made.put_text("pointer", pointer);
    const auto list = chapter.find("list");
    made.put("inner", list ? add_table(*list, true) : "none");
    return finish(chapter, made);
  }

  /// A question with boxes, the further details that an answer requires, and a text.
  std::string asking(const Value& chapter, Members& made) {
    const std::string_view pointer = chapter.find("ask")->string();
    const FormField& own = field(pointer);
    std::vector<std::string> given;
    for (const Value& besides : form_items(chapter, "given")) {
      Members one = value_of(besides.string());
      one.put("label", writer_.label_of(field(besides.string())));
      one.put_text("type", entry_of(field(besides.string())));
      given.push_back(one.text());
    }
    const std::string title = form_text(chapter, "title");
    made.put_text("kind", "ask");
    made.put("heading", heading(chapter, id_of(pointer), title.empty() ? own.title(writer_.language()) : title));
    made.put_text("pointer", pointer).put("chosen", FormFile::expression_of(pointer));
    made.put("question", writer_.label_of(own)).put("options", writer_.options_of(own));
    made.put("note", writer_.words_of(own, "note")).put("given", list_of(given));
    const auto text = chapter.find("text");
    if (text) add_text(text->string());
    made.put("text", text ? base::json_string(text->string()) : "\"\"");
    return finish(chapter, made);
  }

  std::string opinion(const Value& chapter, Members& made) {
    const std::string pointer(chapter.find("opinion")->string());
    const FormField& own = field(pointer);
    const std::string name = text("section." + id_of(pointer), label(own));
    add_text(pointer + "/text");
    made.put_text("kind", "opinion").put("heading", heading(chapter, id_of(pointer), label(own)));
    made.put("name", name).put_text("pointer", pointer);
    made.put("date", FormFile::expression_of(pointer + "/date")).put_text("foot", form_text(chapter, "foot"));
    if (const auto chair = chapter.find("chair")) {
      made.put("chair", value_of(chair->string()).put("label", writer_.label_of(field(chair->string()))).text());
    }
    return finish(chapter, made);
  }

  // Lists.

  /// Adds the list to paper.html as a variable, and returns its name there. With `one` instead of `list` the table
  /// shows a single object, whose members are in one row.
  std::string add_table(const Value& list, bool is_inner) {
    const bool is_single = list.find("one").has_value();
    const FormField& own = field(pointer_of_list(list));
    const std::string id = id_of(own.pointer);
    const std::string name = fmt::format("table{}", names_of_tables_.size() + 1);
    std::vector<std::string> columns;
    std::int64_t taken = 0;
    for (const Value& column : form_items(list, "columns")) {
      const FormField& cell = field(own.pointer + (is_single ? "/" : "/*/") + form_text(column, "of"));
      // Widths in mm are of the page; a sheet has eight columns for everything, of which `span` takes
      // some.
      if (const std::string width = form_number(column, "width"); !width.empty()) {
        writer_.page_style() +=
            fmt::format(".{} col:nth-child({}) {{ width: {}mm }}\n", name, columns.size() + 1, width);
      }
      taken += column.find("span")->integer();
      Members one;
      one.put("label", writer_.label_of(cell)).put_text("name", cell.name).put_text("type", control_of(cell));
      if (control_of(cell) == "choice") one.put("options", writer_.options_of(cell));
      one.put("span", form_number(column, "span")).put("left", form_flag(column, "left") ? "true" : "false");
      columns.push_back(one.text());
    }
    const std::string sign = form_text(list, "sign");
    // A signature to each row needs a column.
    if (!sign.empty()) taken += 1;
    if (taken != kSheetColumns) {
      writer_.sink().report(diagnostics::messages::EngineFormTooWide, list.origin(), taken, kSheetColumns);
    }
    const std::string further = form_number(list, "further");
    Members made;
    made.put_text("class", name).put_text("pointer", own.pointer);
    made.put("value", FormFile::expression_of(own.pointer)).put("single", is_single ? "true" : "false");
    made.put("inner", is_inner ? "true" : "false").put("columns", list_of(columns, ",\n    "));
    // Three empty rows for a blank form.
    made.put("least", form_number(list, "least").empty() ? "3" : form_number(list, "least"));
    made.put("further", further.empty() ? "0" : further);
    made.put("width", std::to_string(columns.size() + (sign.empty() ? 0 : 1)));
    made.put("sign", sign.empty() ? "\"\"" : text("sign." + id, sign));
    has_further_ = has_further_ || !further.empty();
    add_names(list, own, id, is_inner, is_single, made);
    tables_ += fmt::format("{{%- set {} = {} -%}}\n", name, made.text());
    names_of_tables_.push_back(name);
    return name;
  }

  /// Titles of a list: above it, of its sheet, and of its continuation after the report.
  void add_names(const Value& list, const FormField& own, const std::string& id, bool is_inner, bool is_single,
                 Members& made) {
    const std::string label_words = label(own);
    const std::string shown = is_inner ? "\"\"" : text("table." + id, label_words);
    made.put("label", shown);
    // An object has one row: no sheet of its own and no continuation.
    if (is_single) return;
    const std::string own_sheet = form_text(list, "sheet");
    // A list within a text has no label on the page, so its sheet needs the words.
    const std::string sheet =
        is_inner || !own_sheet.empty() ? text("sheet." + id, own_sheet.empty() ? label_words : own_sheet) : shown;
    made.put("sheet", sheet);
    made.put("see", text_with("list.own-sheet", words("（见“{sheet}”工作表）", "(see the sheet “{sheet}”)"),
                              "sheet=" + sheet));
    if (!is_inner && list.find("further"))
      made.put("more", text("more." + id, label_words + words("（续）", " (continued)")));
  }

  std::string attachments() {
    const std::vector<Value> pointers = form_items(report_, "attachments");
    if (pointers.empty()) return "none";
    std::vector<std::string> parts;
    for (const Value& pointer : pointers) {
      const FormField& own = field(pointer.string());
      add_text(own.pointer);
      Members one;
      one.put_text("pointer", own.pointer).put("label", text("attachment." + id_of(own.pointer), label(own)));
      one.put("labels", own.flag("labels") ? "true" : "false");
      parts.push_back(one.text());
    }
    Members made;
    made.put("label", text("attachments", words("附件：", "Attachments:"))).put("parts", list_of(parts));
    return made.text();
  }

  FormWriter& writer_;
  Value report_;
  std::size_t number_ = 0;  // of the chapter that is being written
  std::string class_;       // of it
  std::vector<std::pair<std::string, std::size_t>> in_chapters_;
  std::string tables_;
  std::vector<std::string> names_of_tables_;
  std::vector<std::string> texts_;
  bool has_further_ = false;
};

}  // namespace

bool is_report(const FormFile& form) { return form.root().find("report").has_value(); }

// Mirrors what FormReport shows: a member that gains a field there must be added here.
std::vector<FormPlace> places_of_report(const FormFile& form) {
  std::vector<FormPlace> places;
  if (!is_report(form)) return places;
  const Value report = *form.root().find("report");
  const auto add = [&places](const Value& place, std::string_view behind = {}) {
    places.push_back({place.origin(), std::string(place.string()) + std::string(behind)});
  };
  const auto add_member = [&add](const Value& object, std::string_view member, std::string_view behind = {}) {
    if (const auto place = object.find(member)) add(*place, behind);
  };
  for (const Value& chapter : chapters_of(report)) {
    for (const std::string_view member : {"texts", "given"}) {
      for (const Value& place : form_items(chapter, member)) add(place);
    }
    for (const std::string_view member : {"text", "ask", "chair"}) add_member(chapter, member);
    // The opinion itself and both its parts: form_file.cpp may look for each of the three.
    add_member(chapter, "opinion");
    add_member(chapter, "opinion", "/text");
    add_member(chapter, "opinion", "/date");
    for (const Value& list : lists_of(chapter)) {
      add_member(list, "list");
      add_member(list, "one");
      const std::string rows = list.find("one") ? "/" : "/*/";
      for (const Value& column : form_items(list, "columns")) {
        places.push_back({column.origin(), std::string(pointer_of_list(list)) + rows + form_text(column, "of")});
      }
    }
  }
  for (const Value& place : form_items(report, "attachments")) add(place);
  const Value cover = *report.find("cover");
  add_member(cover, "date");
  add_member(report, "numbers");
  for (const Value& row : form_items(cover, "rows")) {
    for (const Value& place : form_items(row, "cells"))
      places.push_back({place.origin(), std::string(place.string()), FormPlaceKind::InWords});
    if (const auto stack = row.find("stack"))
      places.push_back({stack->origin(), std::string(stack->string()), FormPlaceKind::InWords});
  }
  return places;
}

ReportPaper write_report(FormWriter& writer) { return FormReport(writer).write(); }

}  // namespace gongwen::engine
