// Task: what the front process asks of a worker, and what the worker answers. Each is one message that describes it, as
// JSON, and one message for each of its files; messages are those of resources::MessageChannel. The worker trusts the
// front; the front takes nothing of a worker for granted, since a document may have made it go wrong.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "gongwen/form.h"
#include "gongwen/memory_file.h"
#include "webform/page.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

// What is asked.

enum class Operation : std::uint8_t {
  Kinds,
  Describe,
  Schema,
  Check,
  Render,
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
  Password
};

/// Password is the last one.
inline constexpr std::size_t kOperationCount = static_cast<std::size_t>(Operation::Password) + 1;

/// `render`
std::string_view operation_name(Operation operation);

/// What a request says of the documents that it wants. The front has checked words and sizes; whether the kind knows
/// them is for the worker to say.
struct TaskOptions {
  std::string format;         // `pdf`
  std::string profile;        // of a check
  std::string if_none_match;  // the tags that the client has, as it sent them
  std::uint64_t dpi = 0;      // of pictures; 0: as the engine has it
  std::uint64_t page = 0;     // of formats with a file for each page: which one
  bool blank = false;         // the form without data
  bool fillable = false;
  bool attach_data = false;
  bool ofd_plain = false;  // not the archive profile
  bool strict = false;
  bool values_only = false;  // of a check, a review; of a page of a form: what is wrong, as JSON, in place of the page
  bool check = false;        // of extract and of forms: check what was read
  bool review = false;       // of a document: see RenderOptions::review
  bool in_words = false;     // reports say, too, what forms call the fields that messages are about
  std::string collected_as;  // of collect: the kind of a register; empty: a roster
  /// Of a register: what somebody has agreed to leave out (LeftOut::hash), or `any`. Where other forms would be left
  /// out, no register is made.
  std::string leaves_out;
  /// Of a page of a form: what is around its fields, as JSON: see form_page_json.
  std::string page_around;
  std::string command;  // of scan: the program that looks at a file
  std::string edition;  // of the kind's definition that what was typed is of
  // Of a document: what the codes on its pages say, and the words below them; empty: there are none.
  std::string page_code;
  std::string page_label;
  std::string praise;  // said on the page of a form that was checked and has no errors
  // Of a job that collects forms.
  std::string titles;     // the language of the roster; empty: Chinese
  bool by_label = false;  // see CollectOptions

  friend bool operator==(const TaskOptions&, const TaskOptions&) = default;
};

struct Task {
  Operation operation = Operation::Kinds;
  std::string kind;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  TaskOptions options = {};
  /// The data or the form, then what lies beside it.
  std::vector<MemoryFile> files = {};
};

// Forms: what was typed, as a draft keeps it and as it goes to a worker, and what is around the fields of the page.

/// `[{"pointer":"/name_zh","texts":["张三"]},{"pointer":"/photo","texts":["photo.jpg"],"file":true}]`
std::string entries_json(const TypedValues& values);
/// Of a new draft: nobody has typed anything.
inline constexpr std::string_view kNoEntries = "{}";
/// Nothing for what entries_json did not write; of a new draft there are none.
std::optional<TypedValues> parse_entries(std::string_view text);

/// `[{"pointer":"/email","id":"f.email","text":"…","error":true}]`: for the script of the page.
std::string messages_json(const std::vector<FormMessage>& messages);

/// Before the pointer of a value that the form has no place for.
using webform::kLeftMark;

/// Address, hidden values, notices, rows and style sheet of a page.
std::string form_page_json(const FormPageInput& input);
std::optional<FormPageInput> parse_form_page(std::string_view text, diagnostics::Language language);

/// The messages of a task, one after the other, as a channel sends them.
std::string write_task(const Task& task);

/// What the first message says; `files` have their paths, and their bytes come in as many more messages.
std::optional<Task> parse_task(std::string_view message);

// What is answered.

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

/// `bad-data`: also the end of the type in problem+json.
std::string_view outcome_name(Outcome outcome);

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
  std::string body;            // its own message

  friend bool operator==(const TaskAnswer&, const TaskAnswer&) = default;
};

/// What was read of a form. As JSON: `{"ok":true,"data":"{…}","edition":"…"}`.
struct FormResult {
  bool ok = false;
  std::string data;     // JSON; empty when nothing could be read
  std::string edition;  // of the kind's definition
  // For lists.
  std::string person;  // or a project
  std::string organisation;
};
std::string form_result_json(const FormResult& result);
std::optional<FormResult> parse_form_result(std::string_view text);

/// A report as it leaves a worker: without the folders into which the files that it names were put for a moment, since
/// they show how the machine is arranged. Folders have a slash at their ends.
std::string without_folders(std::string report, const std::set<std::string>& folders);

/// The forms that a register does not have. As JSON: `{"all":2,"names":["ZJ-2026-000002-7"],"hash":"…"}`.
struct LeftOut {
  std::size_t all = 0;             // forms that it was to be made of
  std::vector<std::string> names;  // receipts
  std::string hash;                // the same for the same names
};
/// What TaskOptions::leaves_out says of whoever knows that forms may be missing.
inline constexpr std::string_view kAnyLeftOut = "any";
/// The name of an answer without a register that could be made without them.
inline constexpr std::string_view kLeavesOut = "leaves-out";
std::string left_out_json(const LeftOut& left_out);
/// Nothing where no form is left out.
std::optional<LeftOut> parse_left_out(std::string_view text);

/// Both messages, as a channel sends them.
std::string write_answer(const TaskAnswer& answer);

/// Nothing for what write_answer did not write.
std::optional<TaskAnswer> parse_answer(std::string_view message, std::string body);

/// A task never has more.
inline constexpr std::uint64_t kMaxTaskFiles = 5'000;
/// Messages of a task and of an answer are never longer.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{512} << 20;

}  // namespace gongwen::service
