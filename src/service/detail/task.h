// Task: a question of the front to a worker, and the answer. Each is one JSON message and one message for each of its
// files (resources::MessageChannel). The worker trusts the front. The front does not trust the worker, which a document
// may have taken over.
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

/// In the order of json_names(Operation); the names are in metrics and logs. What each does with its files is said at
/// its function in operations.cpp.
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

/// What a request wants of a document. The front has checked words and sizes; whether the kind supports them is for the
/// worker to decide.
/// Every member has a default that means "not asked for", and is then not sent.
struct TaskOptions {
  std::string format;         // `pdf`
  std::string profile;        // of a check
  std::string if_none_match;  // the tags that the client has, as it sent them
  std::uint64_t dpi = 0;      // of pictures; 0: as the engine has it
  std::uint64_t page = 0;     // of formats with a file for each page: which one
  bool blank = false;         // the form without data
  bool fillable = false;
  bool attach_data = false;
  bool flatten = false;    // of a form that is filled in: its fields become part of the pages
  bool ofd_plain = false;  // not the archive profile
  std::string csv_sheet;
  bool csv_gb18030 = false;  // not UTF-8
  bool strict = false;
  bool values_only = false;  // of a check, a review; of a page of a form: what is wrong, as JSON, in place of the page
  bool check = false;        // of extract and of forms: check what was read
  bool review = false;       // of a document: see RenderOptions::review
  bool in_words = false;     // reports say, too, what forms call the fields that messages are about
  std::string collected_as;  // of collect: the kind of a register; empty: a roster
  /// For a register: the forms that somebody has agreed to leave out (LeftOut::hash), or `any`. If others would be left
  /// out, no register is made.
  std::string leaves_out;
  /// For a page of a form: what surrounds its fields, as JSON: see form_page_json.
  std::string page_around;
  std::string command;  // of scan: the program that looks at a file
  std::string edition;  // of the kind's definition that what was typed is of
  /// The hash of the definition by which this is done, if the worker has it; empty, or unknown: the present one.
  std::string by_edition;
  /// Of collect: such hashes of the definitions that the files are of, in their order.
  std::vector<std::string> editions;
  // For a document: the code on its pages and the text below it; empty: none.
  std::string page_code;
  std::string page_label;
  std::string receipt;  // of a form to be filled in: see RenderOptions::receipt
  std::string praise;   // said on the page of a form that was checked and has no errors
  // For a job that collects forms.
  std::string titles;     // the language of the roster; empty: Chinese
  bool by_label = false;  // see CollectOptions
  std::string mail;       // of mail: which one, such as `receipt`
  // For design tasks (designer/detail/design_task.h): the question, the kind whose files lie beside the draft (or
  // kNoOrigin), and the size of the made-up data.
  std::string design;
  std::string design_origin;
  std::string design_data;
  std::string design_title;          // of a new form: `报名表 = registration`; empty: as its file calls it
  std::vector<std::string> columns;  // of cells: pointers of the fields that a list shows

  friend bool operator==(const TaskOptions&, const TaskOptions&) = default;
};

/// `time` is for the work itself; waiting for a worker has a limit of its own (PoolOptions::max_wait).
struct Task {
  Operation operation = Operation::Kinds;
  std::string kind;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  TaskOptions options = {};
  /// The data or the form, then the files beside it.
  std::vector<MemoryFile> files = {};
};

// Forms: typed values as a draft stores them and a worker gets them, and what surrounds the fields of the page.
// Shared by drafts (which store the text) and tasks (which send it).

/// `[{"pointer":"/name_zh","texts":["张三"]},{"pointer":"/photo","texts":["photo.jpg"],"file":true}]`
std::string entries_json(const TypedValues& values);
/// The entries of a new draft, into which nobody has typed.
inline constexpr std::string_view kNoEntries = "{}";
/// The media type of pages that workers make.
inline constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
/// Returns nullopt if the text is malformed, and no values for a new draft.
std::optional<TypedValues> parse_entries(std::string_view text);

/// Messages for the script of the page: `[{"pointer":"/email","id":"f.email","text":"…","error":true}]`.
std::string messages_json(const std::vector<FormMessage>& messages);

/// Begins the pointer of a value that the form has no place for.
using webform::kLeftMark;

/// Address, hidden values, notices, rows and style sheet of a page.
std::string form_page_json(const FormPageInput& input);
std::optional<FormPageInput> parse_form_page(std::string_view text, diagnostics::Language language);

/// All messages of a task in a row, as a channel sends them.
/// Sent by WorkerPool as they are; the text must live until the answer.
std::string write_task(const Task& task);

/// Parses the first message. `files` get their paths; their bytes follow in as many messages.
std::optional<Task> parse_task(std::string_view message);

// Answers.

/// The names are the ends of problem types, so they never change.
enum class Outcome : std::uint8_t {
  Done,
  Unchanged,    // the client has what it would get
  BadData,      // the report says what is wrong with the data
  UnknownKind,  // the kind does not exist
  NotOffered,   // the kind has no such format
  NoSuchPage,   // the document has fewer pages
  Unreadable,   // a form from which nothing can be read
  TooLong,      // it took longer than it may
  Failed,       // caused by the installation, or the worker
};

/// The name of an outcome, such as `invalid-data`: also the last part of the type in problem+json.
std::string_view outcome_name(Outcome outcome);

/// In the text of a mail with a document, where the name of its file belongs.
inline constexpr std::string_view kMailFilePlace = "{file}";

/// `body` may be bytes of any kind; everything else is JSON, and checked when it is read.
struct TaskAnswer {
  Outcome outcome = Outcome::Failed;
  std::string media_type;      // of the body
  std::string name;            // of the body as a file
  std::string tag;             // the same for the same documents; empty where that is not known
  std::string report;          // JSON: Report::json; empty when there is none
  std::string reading;         // of a form that was checked, as JSON: see FormReading; of extract: see sources_json;
                               // of a register: see LeftOut
  std::uint64_t warnings = 0;  // in it
  std::uint64_t pages = 0;     // of the document, or sheets
  std::uint64_t memory = 0;    // resident bytes of the worker
  /// For an unknown kind the name that the client may have meant; for a format that a kind does not have, its formats.
  std::vector<std::string> known;
  std::string body;  // its own message

  friend bool operator==(const TaskAnswer&, const TaskAnswer&) = default;
};

/// What was read from a form. As JSON: `{"ok":true,"data":"{…}","edition":"…"}`.
/// Made by Operation::FormPage with `check`.
struct FormResult {
  bool ok = false;
  std::string data;     // JSON; empty when nothing could be read
  std::string edition;  // of the kind's definition
  // For lists.
  std::string person;  // or a project
  std::string organisation;
  std::string email;  // to which mail about the form is sent; empty: none
};
std::string form_result_json(const FormResult& result);
std::optional<FormResult> parse_form_result(std::string_view text);

/// Removes from a report the temporary folders of the files that it names, since they show how the machine is arranged.
/// Folders end with a slash.
/// `temporary/x7/data.xlsx:B3` becomes `data.xlsx:B3`.
std::string without_folders(std::string report, const std::set<std::string>& folders);

/// The forms that a register lacks. As JSON: `{"all":2,"names":["ZJ-2026-000002-7"],"hash":"…"}`.
/// `hash` lets a person agree to exactly this list.
struct LeftOut {
  std::size_t all = 0;             // forms that it was to be made of
  std::vector<std::string> names;  // receipts
  std::string hash;                // the same for the same names
};
/// The value of TaskOptions::leaves_out for a program that accepts that forms may be missing.
inline constexpr std::string_view kAnyLeftOut = "any";
/// The name of an answer whose register was not made because it would lack forms.
inline constexpr std::string_view kLeavesOut = "leaves-out";
std::string left_out_json(const LeftOut& left_out);
/// Returns nullopt if no form is left out.
std::optional<LeftOut> parse_left_out(std::string_view text);

/// Both messages of an answer, as a channel sends them.
std::string write_answer(const TaskAnswer& answer);

/// Returns nullopt if the message is malformed.
std::optional<TaskAnswer> parse_answer(std::string_view message, std::string body);

/// The largest number of files in a task.
/// An export of all submissions of a kind is one task.
inline constexpr std::uint64_t kMaxTaskFiles = 5'000;
/// The longest message of a task or an answer, in bytes.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{512} << 20;

}  // namespace gongwen::service
