// Forms on web pages: what a page shows, and what somebody has typed into it. Engine::form, Engine::form_page and
// Engine::read_form use these; none of them knows HTTP.
//   gongwen::FormPageInput input;
//   input.action = "/d/7f3c";
//   gongwen::TextResult page = engine.form_page("expert-application", input);
//   …
//   gongwen::FormReading reading = engine.read_form("expert-application", posted);
//   if (!reading.ok) input.messages = reading.messages, input.values = posted;   // the page again, with what is wrong
#pragma once

#include "gongwen/export.h"
#include "gongwen/message.h"
#include "gongwen/report.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen {

/// What was typed into a field: as it was sent, without any conversion. `name` of a control on the page is the pointer.
struct TypedValue {
  std::string pointer;             // RFC 6901: `/work_history/0/org`
  std::vector<std::string> texts;  // several where the field takes several choices; one that is empty is a blank
  /// The name of a file, or a data: address, that the caller has received, checked and stored. Fields for files take no
  /// other values, so that nobody can name a file by typing.
  bool is_file = false;
};

/// In the order in which they were sent.
using TypedValues = std::vector<TypedValue>;

/// A message at a field, in the words for people who fill in forms.
struct FormMessage {
  std::string pointer;  // of the field, or of the list or object that is missing; empty: of the whole form
  std::string text;
  Severity severity = Severity::Error;
};

/// A button of the page: `<button name="_check">`.
struct FormButton {
  std::string name;
  std::string label;
  bool is_main = false;
  bool is_on_each_step = false;     // otherwise on the last one and on the page of all
  bool is_for_attachments = false;  // there only where the kind asks for attachments
};

struct FormLink {
  std::string address;
  std::string label;
};

struct FormPageInput {
  Language language = Language::Chinese;
  /// What was typed so far; none: the blank form with its defaults.
  std::optional<TypedValues> values = std::nullopt;
  std::vector<FormMessage> messages = {};
  /// Which step is shown, from 1 on; 0: all of them on one page. A page of one step has a list of all steps with their
  /// state, each a button, and sends along what the others have, so that nothing is lost; but no files, which stay with
  /// the caller. Beyond the last step it is the last one, and 0 where the form has no steps.
  std::size_t step = 0;
  /// In the place of `step` the first one that has errors, if any has.
  bool at_first_error = false;
  /// Pages of steps have a button that leads to the page of all (`_step` with the value 0), that one has the list of
  /// steps, and each sends its own number as `_at`.
  bool leads_to_all = false;
  /// Rows that a list has at least, by its pointer: one more than typed, after “add” was pressed.
  std::map<std::string, std::size_t> rows = {};
  /// Where the form is sent; empty: to the address of the page.
  std::string action = {};
  /// Hidden fields such as a token against forgery; names that start with `_` and are none of those below.
  std::vector<std::pair<std::string, std::string>> hidden = {};
  /// Paragraphs before the form: purpose, how long the data is kept, how to come back.
  std::vector<std::string> notices = {};
  /// After the notices.
  std::vector<FormLink> links = {};
  /// A button that leads to the page in the other language: `_language`, whose value is `en` or `zh`.
  bool leads_to_language = false;
  /// What was typed at places that the form has no longer: listed before the form, and sent along under their pointers
  /// with `_left` before them.
  TypedValues left = {};
  /// What a file that was sent is called on the page, by the pointer of its field; otherwise by its value.
  std::map<std::string, std::string> file_names = {};
  /// At the end of the form; none: check (`_check`) and submit (`_submit`). Before them the page has buttons for rows
  /// (`_add`, `_delete`, whose value is the pointer of the list or of the row), for files that were sent (`_remove`,
  /// with the pointer of the field) and for steps (`_back`, `_next`, `_step`, whose value is the number of a step).
  std::vector<FormButton> buttons = {};
  /// Addresses of the style sheet (form_style) and of a script; without the first the style is in the page.
  std::string style_address = {};
  std::string script_address = {};
  /// What a check has to say besides `messages`, at any step: it is counted in the list of steps, for steps in which
  /// somebody has typed something, and not shown at the fields.
  std::vector<FormMessage> found = {};
  /// The step that was just left: how many errors `found` has there is said above the page. 0: none.
  std::size_t left_step = 0;
};

/// What was read of posted values.
struct FormReading {
  /// The data as JSON, as a returned PDF or workbook gives them; empty when nothing could be read.
  std::string json;
  bool ok = false;  // no errors
  /// What is wrong or doubtful, in the order of the fields. Without the pointers of refused values.
  std::vector<FormMessage> messages;
  /// Pointers of values that were refused: they do not belong to the form. Then nothing was read.
  std::vector<std::string> refused;
  Report report;
};

/// The script of form pages, which saves by itself: PUT to the address of the form, with what the form would send, and
/// `If-Match` with the value of the hidden field `_revision`. The answer is `{"revision":2,"messages":[…]}`.
GONGWEN_API std::string_view form_script();

/// The style sheet of form pages.
GONGWEN_API std::string_view form_style();

/// The values without a row of a list, `/work_history/2`; the rows after it move up.
GONGWEN_API TypedValues without_row(const TypedValues& values, std::string_view row);

/// The messages of a report about data of a form, at their fields, in the order of the form; no notes.
GONGWEN_API std::vector<FormMessage> form_messages(const Report& report, Language language);

}  // namespace gongwen
