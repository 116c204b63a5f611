// OfficeTable: the contents of the part `table` of pages/office.html: texts, links, a table, messages and forms. Empty
// members are left out. Most pages of the office consist of one.
#pragma once

#include "base/json_members.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// The template escapes all texts, so they may contain any characters.
struct OfficeCell {
  std::string text;
  std::string address = {};             // target of a link
  std::string mark = {};                // mark of a state, for the style sheet: `in_review`, `faulty`, `invalid`
  std::vector<std::string> lines = {};  // shown when the user opens the text

  friend void json_members(auto& of, base::MembersOf<OfficeCell> auto& cell) {
    of("text", cell.text).given("address", cell.address).given("mark", cell.mark);
    of.given("lines", cell.lines);
  }
};

/// `value` is what the row's button sends, such as the number of a session.
struct OfficeRow {
  std::vector<OfficeCell> cells;
  std::string value = {};  // of its button

  friend void json_members(auto& of, base::MembersOf<OfficeRow> auto& row) {
    of("cells", row.cells).given("value", row.value);
  }
};

/// A button in each row. Each row repeats the same form, so a page with a hundred rows has a hundred small forms with
/// one token.
struct RowButton {
  std::string action;
  std::string name;
  std::string label;

  friend void json_members(auto& of, base::MembersOf<RowButton> auto& button) {
    of("action", button.action)("name", button.name)("label", button.label);
  }
};

struct OfficeLink {
  std::string address;
  std::string label;
  std::string download = {};  // name under which the linked file is saved

  friend void json_members(auto& of, base::MembersOf<OfficeLink> auto& link) {
    of("address", link.address)("label", link.label).given("download", link.download);
  }
};

struct OfficeChoice {
  std::string value;
  std::string label;
  bool chosen = false;

  friend void json_members(auto& of, base::MembersOf<OfficeChoice> auto& choice) {
    of("value", choice.value)("label", choice.label)("chosen", choice.chosen);
  }
};

/// `type` is one of HTML's (`text`, `date`, `password`, `file`, …).
struct OfficeInput {
  std::string name;
  std::string type;  // type of HTML's input, `select` or `textarea`
  std::string label;
  std::string value = {};  // initial value
  std::string hint = {};
  std::vector<OfficeChoice> options = {};
  bool multiple = false;
  /// Tells password managers which password this is (HTML, autocomplete; WCAG 2.2, 1.3.5).
  std::string autocomplete = {};
  bool checked = false;  // state of a tick box

  friend void json_members(auto& of, base::MembersOf<OfficeInput> auto& input) {
    of("id", input.name)("type", input.type)("label", input.label).given("value", input.value);
    of.given("hint", input.hint)("options", input.options).given("multiple", input.multiple);
    of.given("autocomplete", input.autocomplete).given("checked", input.checked);
  }
};

/// A select list in which the value `chosen` is selected.
inline OfficeInput select_input(std::string name, std::string label, std::string_view chosen,
                                std::vector<OfficeChoice> options) {
  for (OfficeChoice& option : options) option.chosen = option.value == chosen;
  return {std::move(name), "select", std::move(label), {}, {}, std::move(options)};
}

/// `minor` is drawn less prominently.
struct OfficeButton {
  std::string name;
  std::string label;
  bool minor = false;
  std::string value = "1";

  friend void json_members(auto& of, base::MembersOf<OfficeButton> auto& button) {
    of("name", button.name)("value", button.value)("label", button.label).given("minor", button.minor);
  }
};

struct HiddenField {
  std::string name;
  std::string value;

  friend void json_members(auto& of, base::MembersOf<HiddenField> auto& field) {
    of("name", field.name)("value", field.value);
  }
};

/// A form that is posted; with a file it is sent as multipart. The page adds its token. `hidden` carries values that
/// the page showed, such as a revision, so that a change based on an outdated page can be refused.
struct OfficeForm {
  std::string action;
  std::vector<OfficeInput> inputs;
  std::vector<OfficeButton> buttons;
  std::string title = {};
  std::vector<HiddenField> hidden = {};
  std::string method = "post";
  std::string about = {};                  // explanation above its inputs
  std::vector<std::string> examples = {};  // examples below the explanation

  friend void json_members(auto& of, base::MembersOf<OfficeForm> auto& form) {
    of("method", form.method)("action", form.action)("inputs", form.inputs)("buttons", form.buttons);
    of.given("title", form.title).given("hidden", form.hidden).given("about", form.about);
    of.given("examples", form.examples);
  }
};

/// A square drawing given as an SVG path, such as a QR code.
struct OfficeDrawing {
  std::uint64_t size = 0;
  std::string path;
  std::string label;  // description for those who cannot see it

  friend void json_members(auto& of, base::MembersOf<OfficeDrawing> auto& drawing) {
    of("size", drawing.size)("path", drawing.path)("label", drawing.label);
  }
};

/// Order on the page: paragraphs, links, drawing, messages, the table, forms.
struct OfficeTable {
  std::vector<std::string> paragraphs = {};
  std::vector<OfficeLink> links = {};
  std::vector<std::string> heads = {};
  std::vector<OfficeRow> rows = {};
  std::optional<RowButton> row_button = {};
  base::JsonText said = {};  // messages from messages_json
  std::vector<OfficeForm> forms = {};
  std::optional<OfficeDrawing> drawing = {};

  friend void json_members(auto& of, base::MembersOf<OfficeTable> auto& page) {
    of.given("paragraphs", page.paragraphs).given("links", page.links).given("heads", page.heads);
    of.given("rows", page.rows)("row_button", page.row_button).given("said", page.said).given("forms", page.forms);
    of("drawing", page.drawing);
  }
};

}  // namespace gongwen::service
