#include "service/detail/scan_task.h"

#include "base/format.h"
#include "intake/file_reader.h"
#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/detail/attachments.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongwen::service {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{256} << 20;
/// What is left of the time when the program must have said what it has found.
constexpr std::int64_t kForTheRest = 3;  // seconds
/// Pages without codes that become separate files: those of a longer annex stay together.
constexpr std::size_t kMaxSinglePages = 40;

/// `gongwen-scans` on one file in a folder for it alone.
class ScanProgram {
 public:
  ScanProgram(const EngineOptions& engine, std::int64_t deadline)
      : program_(resources::libexec_path(engine.libexec_folder, "gongwen-scans")),
        folder_(resources::TemporaryFolder::make(engine.temporary_folder)),
        deadline_(deadline) {}

  bool take(const std::string& bytes) {
    if (!folder_) return false;
    path_ = fmt::format("{}/{}", folder_->path(), ++files_);
    return !resources::write_new_file(path_, bytes);
  }

  /// Of the file that was taken last.
  std::optional<std::string> codes() const {
    const std::int64_t left = milliseconds_left() / 1'000 - kForTheRest;
    if (left <= 0) return std::nullopt;
    return run({"gongwen-scans", "codes", path_, std::to_string(left)});
  }

  std::optional<std::string> pages(const std::vector<std::size_t>& numbers) const {
    std::string list;
    for (const std::size_t number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
    return run({"gongwen-scans", "pages", path_, list});
  }

 private:
  std::int64_t milliseconds_left() const { return deadline_ - resources::steady_milliseconds(); }

  /// What it wrote; nothing where it failed, or was ended at the deadline.
  std::optional<std::string> run(std::vector<std::string> arguments) const {
    std::optional<resources::Pipe> pipe = resources::open_pipe();
    if (!pipe) return std::nullopt;
    pid_t child = 0;
    const resources::ProgramCall call{program_, std::move(arguments), resources::Inherited::Nothing, -1,
                                      pipe->write.number()};
    if (resources::start_program(call, child)) return std::nullopt;
    const resources::FileDescriptor handle = resources::process_handle(child);
    pipe->write = resources::FileDescriptor();
    std::optional<std::string> said = read_all(pipe->read.number());
    if (!said) resources::end_process(handle);
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

/// Takes files apart.
class Stack {
 public:
  explicit Stack(ScanProgram program) : program_(std::move(program)) {}

  void add(const std::string& name, std::string bytes) {
    const std::string_view type = attachment_type(bytes);
    ScanPart whole{name, {}, {}, ScanTrouble::None, std::string(type), {}, {}};
    if (type.empty()) {
      whole.trouble = ScanTrouble::UnknownType;
      parts.push_back(std::move(whole));
      return;
    }
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

  std::vector<ScanPart> parts;

 private:
  /// A page with codes of two submissions, side by side on the glass, goes to both.
  void split(ScanPart whole) {
    std::map<std::string, std::vector<std::size_t>> by_receipt;
    std::vector<std::size_t> without;
    for (std::size_t i = 0; i < whole.reading.pages.size(); ++i) {
      std::set<std::string> receipts;
      for (const ScanMark& mark : whole.reading.pages[i]) receipts.insert(mark.receipt);
      for (const std::string& receipt : receipts) by_receipt[receipt].push_back(i + 1);
      if (receipts.empty()) without.push_back(i + 1);
    }
    if (by_receipt.size() + (without.empty() ? 0 : 1) == 1 && (without.size() <= 1 || whole.type != "pdf")) {
      if (!by_receipt.empty()) whole.receipt = by_receipt.begin()->first;
      parts.push_back(std::move(whole));
      return;
    }
    std::vector<std::pair<std::string, std::vector<std::size_t>>> wanted(by_receipt.begin(), by_receipt.end());
    if (without.size() > kMaxSinglePages) {
      wanted.emplace_back("", without);
    } else {
      for (const std::size_t page : without) wanted.emplace_back("", std::vector{page});
    }
    take_apart(whole, wanted);
  }

  /// Where a part cannot be made, the file stays in one piece, and nothing of it is lost.
  void take_apart(const ScanPart& whole, const std::vector<std::pair<std::string, std::vector<std::size_t>>>& wanted) {
    const std::size_t before = parts.size();
    for (const auto& [receipt, pages] : wanted) {
      auto bytes = program_.pages(pages);
      if (!bytes) {
        parts.resize(before);
        parts.push_back(whole);
        parts.back().trouble = ScanTrouble::Unreadable;
        return;
      }
      ScanPart part{whole.file, pages, receipt, ScanTrouble::None, whole.type, *std::move(bytes), {}};
      part.reading.is_read = true;
      for (const std::size_t page : pages) {
        std::vector<ScanMark> marks = whole.reading.pages[page - 1];
        std::erase_if(marks, [&](const ScanMark& mark) { return mark.receipt != receipt; });
        part.reading.pages.push_back(std::move(marks));
      }
      parts.push_back(std::move(part));
    }
  }

  ScanProgram program_;
};

}  // namespace

TaskAnswer answer_scans(const Task& task, const EngineOptions& engine) {
  TaskAnswer answer;
  if (task.files.empty()) return answer;
  const MemoryFile& file = task.files.front();
  ScanProgram program(engine, resources::steady_milliseconds() + task.time.count());
  if (task.operation == Operation::Codes) {
    auto said = program.take(file.bytes) ? program.codes() : std::nullopt;
    if (!said) return answer;
    answer.body = *std::move(said);
    answer.outcome = Outcome::Done;
    return answer;
  }
  Stack stack(std::move(program));
  const auto archive = intake::FileReader(engine.libexec_folder).unpack(file.bytes);
  if (archive) {
    for (const intake::ArchivedFile& one : archive->files) stack.add(one.name, one.bytes);
    if (archive->files.empty()) stack.parts.push_back({file.path, {}, {}, ScanTrouble::UnknownType, {}, {}, {}});
  } else {
    stack.add(file.path, file.bytes);
  }
  write_parts(stack.parts, answer);
  answer.outcome = Outcome::Done;
  return answer;
}

}  // namespace gongwen::service
