// Forms on web pages: what a page shows, and what an applicant has typed into it. These are the arguments and results
// of Engine::form_page and Engine::read_form; HTTP is left to the caller.
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

/// The input to one field, exactly as it was sent. The `name` of a control on the page is the pointer.
struct TypedValue {
  std::string pointer;             // RFC 6901: `/work_history/0/org`
  std::vector<std::string> texts;  // several if the field takes several choices; an empty one is a blank
  /// The value is a file name or a data: address that the caller has received, checked and stored. Fields for files
  /// accept no other values, so that an applicant cannot name a file by typing.
  bool is_file = false;
};

/// In the order in which they were sent.
using TypedValues = std::vector<TypedValue>;

/// A text area, defined by the caller, for the answer to a message.
struct FormAnswer {
  std::string name = {};  // starts with `_`; empty if the message has no answer
  std::string label = {};
  std::string value = {};
};

/// A message at a field, worded for applicants.
struct FormMessage {
  std::string pointer;  // of the field, or of the list or object that is missing; empty: of the whole form
  std::string text;
  Severity severity = Severity::Error;
  std::string label = {};  // of the field, as the form names it; empty if it has none
  FormAnswer answer = {};  // shown with the message, in the step in which the field is; before the fields without one
};

/// A button of the page: `<button name="_check">`.
struct FormButton {
  std::string name;
  std::string label;
  bool is_main = false;
  bool is_on_each_step = false;     // otherwise only on the last step, and on the page of all steps
  bool is_for_attachments = false;  // shown only if the kind asks for attachments
};

/// A control, defined by the caller, before the buttons: a line of text, or a file.
struct FormExtra {
  std::string name;  // starts with `_`
  std::string label;
  std::string hint = {};
  std::string value = {};
  bool is_file = false;
};

struct FormLink {
  std::string address;
  std::string label;
};

/// A part of the page that opens when its title is pressed, for text that bystanders should not read.
struct FormFold {
  std::string title = {};  // empty if the page has no such part
  std::string text = {};
  FormLink link = {};  // the address is empty if the part has no link
};

/// The check of the address to which mail about the form goes. At its field, the button `_mail_code` sends a code; the
/// applicant types it into `_mail_typed` and presses `_mail_check`.
struct FormAddressCheck {
  std::string send = {};                // label of the button; empty: the page offers nothing
  std::string about = {};               // explains its purpose
  std::string code = {};                // label of the field for the code
  std::string check = {};               // label of its button
  std::string confirmed = {};           // shown instead of all that if the address is in `known`
  std::vector<std::string> known = {};  // SHA-256 of addresses that are confirmed
  std::string waiting = {};  // SHA-256 of the address to which a code was sent; the field for the code is shown for it
  std::string said = {};     // the result of the last press
  bool is_error = false;     // of `said`
};

struct FormPageInput {
  Language language = Language::Chinese;
  /// The values typed so far; nullopt: the blank form with its defaults.
  std::optional<TypedValues> values = std::nullopt;
  std::vector<FormMessage> messages = {};
  /// The step that is shown, from 1 on; 0: all of them on one page. A page of one step lists all steps with their
  /// state, each as a button, and sends the values of the other steps along, so that nothing is lost; files stay with
  /// the caller. A larger number shows the last step; a form without steps is always shown whole.
  std::size_t step = 0;
  /// Shows the first step with errors instead of `step`, if any step has errors.
  bool at_first_error = false;
  /// Pages of one step have a button for the page of all steps (`_step` with the value 0), that page has the list of
  /// steps, and each page sends its own number as `_at`.
  bool leads_to_all = false;
  /// The minimum number of rows to show for a list, by its pointer: one more than typed after “add” was pressed.
  std::map<std::string, std::size_t> rows = {};
  /// The address to which the form is sent; empty: that of the page.
  std::string action = {};
  /// Hidden fields, such as a token against request forgery. Their names start with `_` and differ from those below.
  std::vector<std::pair<std::string, std::string>> hidden = {};
  /// Paragraphs before the form: purpose, how long the data is kept.
  std::vector<std::string> notices = {};
  /// Shown after the notices.
  std::vector<FormLink> links = {};
  /// Shown after the links; says how to come back to the form on another device.
  FormFold fold = {};
  /// A button that leads to the page in the other language: `_language`, whose value is `en` or `zh`.
  bool leads_to_language = false;
  /// Values of fields that the form no longer has: listed before the form, and sent along with `_left` before their
  /// pointers.
  TypedValues left = {};
  /// The name that the page shows for an uploaded file, by the pointer of its field; without one it shows the value.
  std::map<std::string, std::string> file_names = {};
  /// The address of an uploaded picture, by the pointer of its field. The page shows the picture beside its name.
  std::map<std::string, std::string> picture_addresses = {};
  /// Rows of lists have a button that exchanges them with the row before: `_up`, whose value is the pointer of the row.
  bool orders_rows = false;
  /// The row of a list about which the page asks before it is deleted, by its pointer: the button `_delete_sure`, with
  /// the same value, stands beside it. Empty: no row.
  std::string doubted_row = {};
  /// Fields that refer to other records have a button for a new one while their value names none: `_make`, whose value
  /// is the type of the record and the pointer of the field, with a blank between.
  bool offers_new = false;
  /// Buttons at the end of the form; empty: check (`_check`) and submit (`_submit`). The page has further buttons
  /// before them: for rows (`_add`, `_delete`, whose value is the pointer of the list or of the row), for uploaded
  /// files
  /// (`_remove`, with the pointer of the field) and for steps (`_back`, `_next`, `_step`, with the number of a step).
  std::vector<FormButton> buttons = {};
  /// Controls before those buttons, for input that is not part of the data, such as the reason for a change.
  std::vector<FormExtra> extras = {};
  /// Addresses of the style sheet (form_style) and of a script. Without the former the style is embedded in the page.
  std::string style_address = {};
  std::string script_address = {};
  /// Further findings of a check, at any step. The list of steps counts them for steps with input; the fields do not
  /// show them.
  std::vector<FormMessage> found = {};
  /// The step that the applicant has just left; the page states above the form how many errors `found` has there.
  /// 0: none.
  std::size_t left_step = 0;
  FormAddressCheck address_check = {};
};

/// The result of reading posted values.
struct FormReading {
  /// The data as JSON, the same as from a returned PDF or workbook; empty if nothing could be read.
  std::string json;
  bool ok = false;  // no errors
  /// Errors and warnings, in the order of the fields; not about refused values.
  std::vector<FormMessage> messages;
  /// Pointers of values that do not belong to the form. If there are any, no value is read.
  std::vector<std::string> refused;
  Report report;
};

/// The script of form pages, which saves automatically: it sends the contents of the form by PUT to the address of the
/// form, with the value of the hidden field `_revision` as `If-Match`. The answer is `{"revision":2,"messages":[…]}`.
GONGWEN_API std::string_view form_script();

/// The style sheet of form pages.
GONGWEN_API std::string_view form_style();

/// Removes a row of a list, such as `/work_history/2`, from the values; the rows after it move up.
GONGWEN_API TypedValues without_row(const TypedValues& values, std::string_view row);

/// Exchanges a row of a list, such as `/work_history/2`, with the row before it. The first row stays where it is.
GONGWEN_API TypedValues with_row_up(const TypedValues& values, std::string_view row);

/// The errors and warnings of a report on the data of a form, at their fields, in the order of the form.
GONGWEN_API std::vector<FormMessage> form_messages(const Report& report, Language language);

}  // namespace gongwen
