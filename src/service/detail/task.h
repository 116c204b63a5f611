// Task: a question of the front to a worker, and the answer. Each is one JSON message and one message for each of its
// files (resources::MessageChannel). The worker trusts the front. The front does not trust the worker, since a document
// may have taken control of it.
#pragma once

#include "base/json_members.h"
#include "diagnostics/text.h"
#include "engine/webform/page.h"
#include "gongwen/form.h"
#include "gongwen/memory_file.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {
void json_members(auto& of, base::MembersOf<TypedValue> auto& value) {
  of.must("pointer", value.pointer)("texts", value.texts).given("file", value.is_file);
}
}  // namespace gongwen

namespace gongwen::service {

// Questions.

/// In the order of json_names(Operation); the names are in metrics and logs. The functions in operations.cpp say what
/// each operation does with its files.
enum class Operation : std::uint8_t {
  Kinds,
  Describe,
  Schema,
  Check,
  Render,
  Bind,
  Extract,
  Form,
  FormPage,
  Review,
  Collect,
  Records,
  Photo,
  Scan,
  Codes,
  Stack,
  Edition,
  Mail,
  Design,
  Cells,
  ListFile,
  Convert,
  Fill,
  FormFields,
  Password
};

/// Password must stay the last one.
inline constexpr std::size_t kOperationCount = static_cast<std::size_t>(Operation::Password) + 1;

/// The name of an operation, such as `render`.
std::string_view operation_name(Operation operation);

/// The options of a request for a document. The front has checked words and sizes; the worker decides whether the
/// kind supports them. The default of each member means "not requested"; members with default values are not
/// sent.
struct TaskOptions {
  std::string format;         // `pdf`
  std::string profile;        // of a check
  std::string if_none_match;  // the tags that the client has, as it sent them
  std::uint64_t dpi = 0;      // of pictures; 0: the engine's default
  std::uint64_t page = 0;     // page to make, for formats with a file for each page
  bool blank = false;         // make the form without data
  bool fillable = false;
  bool attach_data = false;
  bool flatten = false;    // for a form that is filled in: its fields become part of the pages
  bool ofd_plain = false;  // plain OFD instead of the archive profile
  std::string csv_sheet;
  bool csv_gb18030 = false;  // GB 18030 instead of UTF-8
  bool strict = false;
  bool values_only = false;  // for a check or review: no pages; for the page of a form: errors as JSON instead
  bool check = false;        // for extract and forms: check the values that were read
  bool review = false;       // for a document: see RenderOptions::review
  bool in_words = false;     // reports also have the titles of the fields that messages are about
  std::string collected_as;  // for collect: the kind of a register; empty: a roster
  /// For a register: the forms that the user has agreed to leave out (LeftOut::hash), or `any`. If others would be left
  /// out, no register is made.
  std::string leaves_out;
  /// For the page of a form: the contents around its fields, as JSON: see form_page_json.
  std::string page_around;
  std::string command;  // for scan: the program that examines a file
  std::string edition;  // edition of the kind's definition for which the values were typed
  /// The hash of the definition to use, if the worker has it; if empty or unknown, the present one is used.
  std::string by_edition;
  /// For collect: the hashes of the definitions that the files belong to, in their order.
  std::vector<std::string> editions;
  // For a document: the code on its pages and the text below it; may be empty.
  std::string page_code;
  std::string page_label;
  std::string receipt;  // for a form to be filled in: see RenderOptions::receipt
  std::string praise;   // shown on the page of a form that was checked and has no errors
  // The next members are for jobs that collect forms.
  std::string titles;     // language of the roster; empty: Chinese
  bool by_label = false;  // see CollectOptions
  std::string mail;       // for mail: its name, such as `receipt`
  // For design tasks (designer/detail/design_task.h): the question, the kind whose files lie beside the draft (or
  // kNoOrigin), and the size of the made-up data.
  std::string design;
  std::string design_origin;
  std::string design_data;
  std::string design_title;          // for a new form: `报名表 = registration`; empty: the title of its file
  std::vector<std::string> columns;  // for cells: pointers of the fields that a list shows

  friend bool operator==(const TaskOptions&, const TaskOptions&) = default;
};

/// `time` limits the work itself; waiting for a worker has its own limit (PoolOptions::max_wait).
struct Task {
  Operation operation = Operation::Kinds;
  std::string kind;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  TaskOptions options = {};
  /// The data or the form, then the files beside it.
  std::vector<MemoryFile> files = {};
};

// Forms: typed values as a draft stores them and a worker gets them, and the contents around the fields of the page.
// Shared by drafts (which store the text) and tasks (which send it).

/// Returns values as JSON:
/// `[{"pointer":"/name_zh","texts":["张三"]},{"pointer":"/photo","texts":["photo.jpg"],"file":true}]`
std::string entries_json(const TypedValues& values);
/// The entries of a new draft that has no values yet.
inline constexpr std::string_view kNoEntries = "{}";
/// The media type of pages that workers make.
inline constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
/// Returns nullopt if the text is malformed; no values for a new draft.
std::optional<TypedValues> parse_entries(std::string_view text);

/// Messages for the script of the page: `[{"pointer":"/email","id":"f.email","text":"…","error":true}]`.
std::string messages_json(const std::vector<FormMessage>& messages);

/// Prefix of the pointer of a value for which the form has no field.
using webform::kLeftMark;

/// Returns address, hidden values, notices, rows and style sheet of a page as JSON.
std::string form_page_json(const FormPageInput& input);
std::optional<FormPageInput> parse_form_page(std::string_view text, diagnostics::Language language);

/// Returns all messages of a task joined, as a channel sends them. WorkerPool sends them as they are; the text must
/// live until the answer.
std::string write_task(const Task& task);

/// Parses the first message. `files` get their paths; their bytes follow in as many messages.
std::optional<Task> parse_task(std::string_view message);

// Answers.

/// The names are the ends of problem types, so they never change.
enum class Outcome : std::uint8_t {
  Done,
  Unchanged,    // the client already has the current document
  BadData,      // the report lists the errors in the data
  UnknownKind,  // the kind does not exist
  NotOffered,   // the kind has no such format
  NoSuchPage,   // the kind has no such format
  Unreadable,   // a form from which nothing can be read
  TooLong,      // it took longer than it may
  Failed,       // it exceeded its time limit
};

/// Returns the name of an outcome, such as `invalid-data`: also the last part of the type in problem+json.
std::string_view outcome_name(Outcome outcome);

/// Stands in the text of a mail with a document for the name of the file.
inline constexpr std::string_view kMailFilePlace = "{file}";

/// `body` may contain any bytes; everything else is JSON, and checked when it is read.
struct TaskAnswer {
  Outcome outcome = Outcome::Failed;
  std::string media_type;  // of the body
  std::string name;        // file name for the body
  std::string tag;         // equal for equal documents; empty if unknown
  std::string report;      // JSON: Report::json; empty without messages
  // Of a form that was checked, as JSON: see FormReading; of extract: see sources_json; of a register: see LeftOut.
  std::string reading;
  std::uint64_t warnings = 0;  // number of warnings in the report
  std::uint64_t pages = 0;     // number of pages or sheets in the document
  std::uint64_t memory = 0;    // resident bytes of the worker
  /// For an unknown kind the name that the client may have meant; for a format that a kind does not have, its formats.
  std::vector<std::string> known;
  std::string body;  // sent as a message of its own

  friend bool operator==(const TaskAnswer&, const TaskAnswer&) = default;
};

/// The values that were read from a form, as JSON: `{"ok":true,"data":"{…}","edition":"…"}`. Made by
/// Operation::FormPage with `check`.
struct FormResult {
  bool ok = false;
  std::string data;     // JSON; empty if nothing could be read
  std::string edition;  // of the kind's definition
  // The next two are for lists.
  std::string person;  // name of the person or project
  std::string organisation;
  std::string email;  // address to which mail about the form is sent; may be empty
};
std::string form_result_json(const FormResult& result);
std::optional<FormResult> parse_form_result(std::string_view text);

/// Removes from a report the temporary folders of the files that it names, since they reveal how
/// the machine is set up. Folders end with a slash. `temporary/x7/data.xlsx:B3` becomes
/// `data.xlsx:B3`.
std::string without_folders(std::string report, const std::set<std::string>& folders);

/// The forms that are missing in a register, as JSON: `{"all":2,"names":["ZJ-2026-000002-7"],"hash":"…"}`. With `hash`
/// a person agrees to exactly this list.
struct LeftOut {
  std::size_t all = 0;             // number of forms that it was to contain
  std::vector<std::string> names;  // receipts of those that are missing
  std::string hash;                // equal for equal names
};
/// The value of TaskOptions::leaves_out for a program that accepts missing forms.
inline constexpr std::string_view kAnyLeftOut = "any";
/// The name of the answer if a register was not made because forms would be missing.
inline constexpr std::string_view kLeavesOut = "leaves-out";
std::string left_out_json(const LeftOut& left_out);
/// Returns nullopt if no form is left out.
std::optional<LeftOut> parse_left_out(std::string_view text);

/// Returns both messages of an answer, as a channel sends them.
std::string write_answer(const TaskAnswer& answer);

/// Returns nullopt if the message is malformed.
std::optional<TaskAnswer> parse_answer(std::string_view message, std::string body);

/// The largest number of files in a task.
/// An export of all submissions of a kind is one task.
inline constexpr std::uint64_t kMaxTaskFiles = 5'000;
/// The longest message of a task or an answer, in bytes.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{512} << 20;

}  // namespace gongwen::service
