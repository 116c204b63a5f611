// The worker's side of scans. `gongwen-scans` runs as a separate process and is ended at the deadline; its output is
// limited in size and parsed as untrusted. After any failure, the whole file is kept and reported as unread or mixed,
// so no page disappears.
#include "service/detail/scan_task.h"

#include "base/format.h"
#include "base/json.h"
#include "intake/file_reader.h"
#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/detail/attachments.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <set>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongwen::service {

// Parts of a stack on their way from the worker to the front.

namespace {

// Far more than pages in a stack; only a compromised worker sends more.
constexpr std::size_t kMaxParts = 5'000;

/// A part as JSON, without its bytes.
struct WrittenPart {
  std::string file;
  std::vector<std::size_t> pages;
  ScanTrouble trouble = ScanTrouble::None;
  std::string type;
  std::size_t bytes = 0;
  base::JsonText reading;

  friend void json_members(auto& of, base::MembersOf<WrittenPart> auto& part) {
    of("file", part.file).must("pages", part.pages).must("trouble", part.trouble)("type", part.type);
    of.must("bytes", part.bytes).must("reading", part.reading);
  }
};

}  // namespace

std::span<const std::string_view> json_names(ScanTrouble) {
  static constexpr std::array<std::string_view, 4> kNames{"", "unreadable", "unknown-type", "mixed"};
  return kNames;
}

void write_parts(const std::vector<ScanPart>& parts, TaskAnswer& answer) {
  std::vector<WrittenPart> list;
  for (const ScanPart& part : parts) {
    list.push_back({part.file, part.pages, part.trouble, part.type, part.bytes.size(), {kept_reading(part.reading)}});
    // Not as JSON: pictures would grow by a third.
    answer.body += part.bytes;
  }
  answer.reading = base::to_json(list).text();
}

std::optional<std::vector<ScanPart>> read_parts(const TaskAnswer& answer) {
  const auto list = base::from_json<std::vector<WrittenPart>>(answer.reading);
  if (!list || list->size() > kMaxParts) return std::nullopt;
  std::vector<ScanPart> parts;
  std::string_view bytes = answer.body;
  for (const WrittenPart& one : *list) {
    // The sizes come from a worker: they must not exceed the body.
    if (one.bytes > bytes.size()) return std::nullopt;
    parts.push_back({one.file, one.pages, one.trouble, one.type, std::string(bytes.substr(0, one.bytes)),
                     parse_kept_reading(one.reading.text)});
    bytes.remove_prefix(one.bytes);
  }
  return parts;
}

namespace {

// Limit for the output of the program: codes as JSON, or a PDF of some pages.
constexpr std::size_t kMaxAnswer = std::size_t{256} << 20;
/// Seconds before the deadline at which the program must have printed its results.
constexpr std::int64_t kForTheRest = 3;  // seconds

/// Runs `gongwen-scans` on one file, in a folder that exists only for it. The program reads PDF and pictures of
/// strangers, so it runs separately, even from this worker.
class ScanProgram {
 public:
  ScanProgram(const EngineOptions& engine, std::int64_t deadline)
      : program_(resources::libexec_path(engine.libexec_folder, "gongwen-scans")),
        folder_(resources::TemporaryFolder::make(engine.temporary_folder)),
        deadline_(deadline) {}

  /// Writes the file for the program; returns false if that fails. Each file has a name of its own, so that the program
  /// never sees the one before.
  bool take(const std::string& bytes) {
    if (!folder_) return false;
    path_ = fmt::format("{}/{}", folder_->path(), ++files_);
    return !resources::write_new_file(path_, bytes);
  }

  /// Returns the codes of the file that was taken last; nullopt if the program failed or was ended.
  std::optional<std::string> codes() const {
    // Whole seconds; the program ends by itself before the deadline and prints what it has found.
    const std::int64_t left = milliseconds_left() / 1'000 - kForTheRest;
    if (left <= 0) return std::nullopt;
    return run({"gongwen-scans", "codes", path_, std::to_string(left), std::to_string(kScanPageTime.count())});
  }

  /// Returns these pages as a file.
  std::optional<std::string> pages(const std::vector<std::size_t>& numbers) const {
    std::string list;
    for (const std::size_t number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
    return run({"gongwen-scans", "pages", path_, list});
  }

 private:
  std::int64_t milliseconds_left() const { return deadline_ - resources::steady_milliseconds(); }

  /// Runs the program and returns its output; nullopt if it fails or reaches the deadline. No shell is involved: the
  /// arguments are passed unchanged.
  std::optional<std::string> run(std::vector<std::string> arguments) const {
    std::optional<resources::Pipe> pipe = resources::open_pipe();
    if (!pipe) return std::nullopt;
    pid_t child = 0;
    const resources::ProgramCall call{program_, std::move(arguments), resources::Inherited::Nothing, -1,
                                      pipe->write.number()};
    if (resources::start_program(call, child)) return std::nullopt;
    const resources::FileDescriptor handle = resources::process_handle(child);
    // The end of the output is seen only when no writer is left, this process included.
    pipe->write = resources::FileDescriptor();
    std::optional<std::string> said = read_all(pipe->read.number());
    // The output was not read completely: it is too long, or too late.
    if (!said) resources::end_program(child, handle);
    const std::optional<int> status = resources::wait_for_program(child);
    if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) != 0) return std::nullopt;
    return said;
  }

  std::optional<std::string> read_all(int file) const {
    constexpr std::size_t kAtOnce = std::size_t{1} << 16;
    std::string text;
    for (;;) {
      const std::int64_t left = milliseconds_left();
      pollfd ready{file, POLLIN, 0};
      // Waits for output no longer than until the deadline.
      if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) return std::nullopt;
      const std::size_t before = text.size();
      text.resize(before + kAtOnce);
      const ssize_t count = ::read(file, text.data() + before, kAtOnce);
      text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count == 0) return text;
      if ((count < 0 && errno != EINTR) || text.size() > kMaxAnswer) return std::nullopt;
    }
  }

  std::string program_;
  std::optional<resources::TemporaryFolder> folder_;
  std::int64_t deadline_;  // of the steady clock, in milliseconds
  std::string path_;
  std::size_t files_ = 0;
};

/// Splits files.
/// Collects parts of all files of a task, in their order.
class Stack {
 public:
  explicit Stack(ScanProgram program) : program_(std::move(program)) {}

  void add(const std::string& name, std::string bytes) {
    // By the first bytes; the name is ignored.
    const std::string_view type = attachment_type(bytes);
    if (type.empty()) return add_strange(name);
    ScanPart whole{name, {}, ScanTrouble::None, std::string(type), {}, {}};
    const auto said = program_.take(bytes) ? program_.codes() : std::nullopt;
    whole.reading = parse_reading(said.value_or(std::string()));
    whole.bytes = std::move(bytes);
    if (!whole.reading.is_read) {
      whole.trouble = ScanTrouble::Unreadable;
      parts.push_back(std::move(whole));
    } else {
      split(std::move(whole));
    }
  }

  /// Adds a file that is not a scan.
  void add_strange(const std::string& name) { parts.push_back({name, {}, ScanTrouble::UnknownType, {}, {}, {}}); }

  /// Adds an archive that could not be unpacked completely.
  void add_unread(const MemoryFile& file) {
    // Stored as a whole, besides the parts that could be read.
    parts.push_back({file.path, {}, ScanTrouble::Unreadable, std::string(stack_type(file.bytes)), file.bytes, {}});
  }

  std::vector<ScanPart> parts;

 private:
  /// The pages of one submission; of none if the receipt number is empty.
  struct Wanted {
    std::string receipt;
    std::vector<std::size_t> pages;
  };

  /// Splits a file by the submissions on its pages. A page with codes of two submissions, which were side
  /// by side on the scanner, must be separated by a person: either applicant would otherwise see the
  /// other's.
  void split(ScanPart whole) {
    if (has_shared_page(whole.reading)) {
      whole.trouble = ScanTrouble::Mixed;
      parts.push_back(std::move(whole));
      return;
    }
    // By receipt, in the order of the map; pages of one submission need not be adjacent.
    std::map<std::string, Wanted> by_receipt;
    std::vector<Wanted> without;
    for (std::size_t i = 0; i < whole.reading.pages.size(); ++i) {
      const std::size_t page = i + 1;
      for (const ScanMark& mark : whole.reading.pages[i]) {
        Wanted& wanted = by_receipt.try_emplace(mark.receipt, Wanted{mark.receipt, {}}).first->second;
        if (wanted.pages.empty() || wanted.pages.back() != page) wanted.pages.push_back(page);
      }
      if (!whole.reading.pages[i].empty()) continue;
      // Adjacent pages without a code are probably one document, such as the back of a sheet.
      if (without.empty() || without.back().pages.back() != i) without.push_back({});
      without.back().pages.push_back(page);
    }
    // All pages belong to one submission, or none has a code: the file is not
    // split.
    if (by_receipt.empty() || (by_receipt.size() == 1 && without.empty())) {
      parts.push_back(std::move(whole));
      return;
    }
    std::vector<Wanted> all;
    for (auto& [receipt, wanted] : by_receipt) all.push_back(std::move(wanted));
    all.insert(all.end(), without.begin(), without.end());
    take_apart(whole, all);
  }

  static bool has_shared_page(const ScanReading& reading) {
    return std::any_of(reading.pages.begin(), reading.pages.end(), [](const std::vector<ScanMark>& marks) {
      return std::any_of(marks.begin(), marks.end(),
                         [&](const ScanMark& mark) { return mark.receipt != marks.front().receipt; });
    });
  }

  /// Makes a file for each part. If one cannot be made, the file is kept whole, so that no page is lost.
  void take_apart(const ScanPart& whole, const std::vector<Wanted>& all) {
    const std::size_t before = parts.size();
    const bool is_picture = whole.type != "pdf";
    for (const Wanted& wanted : all) {
      // A picture cannot be split: each submission would get the same file. It has one page, so there is one part.
      std::optional<std::string> bytes = is_picture ? whole.bytes : program_.pages(wanted.pages);
      if (!bytes) {
        parts.resize(before);
        parts.push_back(whole);
        parts.back().trouble = ScanTrouble::Mixed;
        return;
      }
      ScanPart part{whole.file, wanted.pages, ScanTrouble::None, whole.type, *std::move(bytes), {}};
      // The pages were read as part of the file.
      part.reading.is_read = true;
      for (const std::size_t page : wanted.pages) {
        // A part keeps only the marks of its own submission.
        std::vector<ScanMark> marks = whole.reading.pages[page - 1];
        std::erase_if(marks, [&](const ScanMark& mark) { return mark.receipt != wanted.receipt; });
        part.reading.pages.push_back(std::move(marks));
      }
      if (is_picture) part.pages.clear();
      parts.push_back(std::move(part));
    }
  }

  ScanProgram program_;
};

/// Returns whether the program is not installed, which is a fault of the installation and not of the scan: then no file
/// could be read.
bool lacks_program(std::string_view said) {
  const auto json = base::parse_json(said);
  return json && json->view().is_object() && json->view().text_of("error") == "no-program";
}

}  // namespace

std::string_view stack_type(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") ? "zip" : attachment_type(bytes);
}

TaskAnswer answer_scans(const Task& task, const EngineOptions& engine) {
  TaskAnswer answer;
  if (task.files.empty()) return answer;
  const MemoryFile& file = task.files.front();
  ScanProgram program(engine, resources::steady_milliseconds() + task.time.count());
  // Codes of one file: the body is the JSON of the program.
  if (task.operation == Operation::Codes) {
    auto said = program.take(file.bytes) ? program.codes() : std::nullopt;
    if (!said || lacks_program(*said)) return answer;
    answer.body = *std::move(said);
    answer.outcome = Outcome::Done;
    return answer;
  }
  Stack stack(std::move(program));
  // Archives are unpacked in memory; an archive in an archive counts as a file that is not a scan.
  const auto archive = intake::FileReader(engine.libexec_folder).unpack(file.bytes);
  if (archive) {
    for (const intake::ArchivedFile& one : archive->files) stack.add(one.name, one.bytes);
    // A scan may be among the files that could not be unpacked, so the archive itself is stored.
    if (!archive->notices.empty()) {
      stack.add_unread(file);
    } else if (archive->files.empty()) {
      stack.add_strange(file.path);
    }
  } else {
    stack.add(file.path, file.bytes);
  }
  write_parts(stack.parts, answer);
  answer.outcome = Outcome::Done;
  return answer;
}

}  // namespace gongwen::service
