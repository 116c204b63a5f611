#include "intake/file_reader.h"

#include "data/decode_text.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/mail_files.h"
#include "intake/detail/reader_program.h"
#include "intake/other_formats.h"
#include "package/zip_archive.h"
#include "resources/child_program.h"
#include "resources/environment.h"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <vector>

#include <sys/wait.h>

// Keeps a few reader programs running and gives each file to one of them. The checks that need no parsing (size, type
// by the first bytes) are made here; everything else happens in the other process, whose answer is validated by wire.h.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// Programs kept for further files; more may run at once if several threads read.
constexpr std::size_t kMaxIdle = 4;
/// The status of a program whose libraries are missing.
constexpr int kNotLoaded = 127;

/// Problems of a file.
using Notices = std::vector<Notice>;

void note(Notices& notices, diagnostics::DiagnosticId id, std::vector<std::string> arguments = {}) {
  notices.push_back({id, std::move(arguments)});
}

void note_start(Notices& notices, const std::string& path, std::error_code error) {
  // The system is out of processes, memory or files; the program is not to blame.
  const bool exhausted = error == std::errc::resource_unavailable_try_again || error == std::errc::not_enough_memory ||
                         error == std::errc::too_many_files_open || error == std::errc::too_many_files_open_in_system;
  if (exhausted) return note(notices, messages::IntakeNoProcess);
  note(notices, messages::IntakeNoReader, {path, error.message()});
}

void note_end(Notices& notices, ProcessEnd end, const ProcessLimits& limits) {
  const auto stopped = [&notices](const diagnostics::TextPair& why) {
    note(notices, messages::IntakeStopped, {why.english, why.chinese});
  };
  switch (end) {
    case ProcessEnd::Done:
    case ProcessEnd::Crashed: return stopped(texts::IntakeCrashed);
    case ProcessEnd::OutOfTime: return stopped(texts::IntakeTooSlow.pair(limits.cpu_seconds));
    case ProcessEnd::OutOfMemory: return stopped(texts::IntakeTooMuchMemory.pair(limits.memory_bytes >> 20));
    case ProcessEnd::NotStarted: return note(notices, messages::IntakeNoProcess);
  }
}

/// The name in UTF-8. Programs on Chinese Windows write names in GBK.
std::string readable_name(std::string_view name) {
  diagnostics::DiagnosticSink ignored;
  auto text = data::decode_text(std::string(name), {}, ignored);
  std::string readable = text ? *std::move(text) : std::string(name);
  std::replace(readable.begin(), readable.end(), '\\', '/');  // some of them write folders so
  return readable;
}

/// The path in UTF-8, part by part: archives within archives may have different encodings.
std::string readable_path(std::string_view path) {
  std::string readable;
  while (true) {
    const std::size_t end = path.find('/');
    readable += readable_name(path.substr(0, end));
    if (end == std::string_view::npos) return readable;
    readable += '/';
    path.remove_prefix(end + 1);
  }
}

}  // namespace

/// Starts programs and keeps those that are idle.
class FileReader::Pool {
 public:
  explicit Pool(std::string folder) : folder_(std::move(folder)) {}

  /// Asks a program; nullopt if there is no answer, which has been noted. If an idle program ends without an answer, a
  /// new one is asked once, since something else may have ended the first.
  std::optional<ReadAnswer> ask(const ReadRequest& request, std::string_view bytes, const base::StopCheck* stop,
                                Notices& notices) {
    std::optional<int> end;
    const auto path = [this] {
      return resources::libexec_path(folder_, "gongwen-reader");
    };
    for (const bool may_be_used : {true, false}) {
      std::error_code error;
      std::unique_ptr<ReaderProgram> program = may_be_used ? take_idle() : nullptr;
      if (!program) program = ReaderProgram::start(path(), error);
      if (!program) {
        note_start(notices, path(), error);
        return std::nullopt;
      }
      ReaderProgram::Outcome outcome = program->ask(request, bytes, stop);
      if (outcome.exchange == Exchange::Done) {
        keep(std::move(program));
        return std::move(outcome.answer);
      }
      if (outcome.exchange == Exchange::TooLate) return ReadAnswer{ProcessEnd::OutOfTime};
      end = program->end();
    }
    if (end && WIFEXITED(*end) && WEXITSTATUS(*end) == kNotLoaded) {
      note_start(notices, path(), {ELIBACC, std::generic_category()});
    } else {
      note(notices, messages::IntakeReaderEnded, {path(), resources::end_words(end)});
    }
    return std::nullopt;
  }

 private:
  std::unique_ptr<ReaderProgram> take_idle() {
    const std::lock_guard lock(mutex_);
    // After a fork, programs of the parent process stay with the parent.
    std::erase_if(idle_, [](const auto& program) { return !program->is_own(); });
    if (idle_.empty()) return nullptr;
    std::unique_ptr<ReaderProgram> program = std::move(idle_.back());
    idle_.pop_back();
    return program;
  }

  void keep(std::unique_ptr<ReaderProgram> program) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdle) idle_.push_back(std::move(program));
  }

  std::string folder_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ReaderProgram>> idle_;
};

FileReader::FileReader(const std::string& folder) : pool_(std::make_unique<Pool>(folder)) {}
FileReader::~FileReader() = default;

ReturnedFile FileReader::read(std::string_view bytes, const IntakeOptions& options, const base::StopCheck* stop) {
  ReturnedFile file;
  if (bytes.size() > options.limits.max_bytes) {
    const diagnostics::TextPair limit = texts::IntakeMoreMegabytes.pair(options.limits.max_bytes >> 20);
    file.report(messages::IntakeLimit, {limit.english, limit.chinese});
    return file;
  }
  const std::optional<FileType> type = sniff(bytes);
  if (!type) {
    // Encrypted workbooks are compound files, like those of old Office versions.
    if (is_encrypted_package(bytes)) {
      file.report(messages::IntakeEncrypted);
      return file;
    }
    const bool compound = bytes.starts_with("\xD0\xCF\x11\xE0");
    if (auto other = recognise_bytes(bytes)) {
      file.report(messages::IntakeOtherFormat, *std::move(other));
      return file;
    }
    file.report(compound ? messages::IntakeCompoundFile : messages::IntakeUnknownFile);
    return file;
  }
  file.type = *type;
  if (*type == FileType::Json) {
    file.attached_json = bytes;
    return file;
  }
  // Whether a package is a workbook or a Word file is found out in the other process.
  const ForeignType package = options.word == WordFiles::Read ? ForeignType::Form : ForeignType::Workbook;
  const ForeignType foreign = *type == FileType::Pdf ? ForeignType::Pdf : package;
  const auto answer =
      pool_->ask({foreign, options.unnamed, options.limits, options.process}, bytes, stop, file.notices);
  if (!answer) return file;
  if (answer->end == ProcessEnd::Done) {
    auto parsed = parse_returned_file(answer->content);
    const bool is_word = parsed && parsed->type == FileType::Docx && foreign == ForeignType::Form;
    if (parsed && (parsed->type == *type || is_word)) return *std::move(parsed);
  }
  note_end(file.notices, answer->end, options.process);
  return file;
}

std::optional<SignablePdf> FileReader::read_signable(std::string_view bytes, const IntakeOptions& options,
                                                     std::vector<Notice>& notices, const base::StopCheck* stop) {
  SignablePdf pdf;
  if (bytes.size() > options.limits.max_bytes) {
    pdf.state = SignableState::TooLarge;
    return pdf;
  }
  const auto answer =
      pool_->ask({ForeignType::Signable, options.unnamed, options.limits, options.process}, bytes, stop, notices);
  if (!answer) return std::nullopt;
  if (answer->end == ProcessEnd::Done) {
    if (auto parsed = parse_signable_pdf(answer->content)) return parsed;
  }
  note_end(notices, answer->end, options.process);
  return std::nullopt;
}

std::optional<CopiedPages> FileReader::copy_pages(std::string_view bytes, const std::string& pages,
                                                  const IntakeOptions& options, std::vector<Notice>& notices,
                                                  const base::StopCheck* stop) {
  if (bytes.size() > options.limits.max_bytes) {
    CopiedPages none;
    none.state = CopyState::TooLarge;
    return none;
  }
  ReadRequest request{ForeignType::Pages, options.unnamed, options.limits, options.process};
  request.pages = pages;
  const auto answer = pool_->ask(request, bytes, stop, notices);
  if (!answer) return std::nullopt;
  if (answer->end == ProcessEnd::Done) {
    if (auto parsed = parse_copied_pages(answer->content)) return parsed;
  }
  note_end(notices, answer->end, options.process);
  return std::nullopt;
}

std::optional<ForeignForm> FileReader::read_fields(std::string_view bytes, const IntakeOptions& options,
                                                   std::vector<Notice>& notices, const base::StopCheck* stop) {
  if (bytes.size() > options.limits.max_bytes) {
    ForeignForm form;
    form.file.state = SignableState::TooLarge;
    return form;
  }
  const auto answer =
      pool_->ask({ForeignType::Fields, options.unnamed, options.limits, options.process}, bytes, stop, notices);
  if (!answer) return std::nullopt;
  if (answer->end == ProcessEnd::Done) {
    if (auto parsed = parse_foreign_form(answer->content)) return parsed;
  }
  note_end(notices, answer->end, options.process);
  return std::nullopt;
}

std::optional<std::string> FileReader::rewrite(std::string_view bytes, const IntakeOptions& options,
                                               std::vector<Notice>& notices, const base::StopCheck* stop) {
  const auto answer =
      pool_->ask({ForeignType::Rewrite, options.unnamed, options.limits, options.process}, bytes, stop, notices);
  if (!answer) return std::nullopt;
  if (answer->end == ProcessEnd::Done && !answer->content.empty()) return answer->content;
  note_end(notices, answer->end, options.process);
  return std::nullopt;
}

SignedPdf FileReader::read_signatures(std::string_view pdf, const IntakeOptions& options, const base::StopCheck* stop) {
  SignedPdf file;
  if (pdf.size() > options.limits.max_bytes) {
    const diagnostics::TextPair limit = texts::IntakeMoreMegabytes.pair(options.limits.max_bytes >> 20);
    note(file.notices, messages::IntakeLimit, {limit.english, limit.chinese});
    return file;
  }
  const auto answer =
      pool_->ask({ForeignType::Signatures, options.unnamed, options.limits, options.process}, pdf, stop, file.notices);
  if (!answer) return file;
  if (answer->end == ProcessEnd::Done) {
    if (auto parsed = parse_signed_pdf(answer->content)) return *std::move(parsed);
  }
  note_end(file.notices, answer->end, options.process);
  return file;
}

std::optional<std::string> FileReader::draft_of_word_file(std::string_view bytes, const IntakeOptions& options,
                                                          std::vector<Notice>& notices, const base::StopCheck* stop) {
  if (bytes.size() > options.limits.max_bytes) {
    const diagnostics::TextPair limit = texts::IntakeMoreMegabytes.pair(options.limits.max_bytes >> 20);
    note(notices, messages::IntakeLimit, {limit.english, limit.chinese});
    return std::nullopt;
  }
  auto answer =
      pool_->ask({ForeignType::WordDraft, options.unnamed, options.limits, options.process}, bytes, stop, notices);
  if (!answer) return std::nullopt;
  if (answer->end == ProcessEnd::Done) return std::move(answer->content);
  note_end(notices, answer->end, options.process);
  return std::nullopt;
}

ReadOfdText FileReader::read_ofd_text(std::string_view bytes, const IntakeOptions& options,
                                      const base::StopCheck* stop) {
  OfdTextError error;
  if (bytes.size() > options.limits.max_bytes) {
    const diagnostics::TextPair limit = texts::IntakeMoreMegabytes.pair(options.limits.max_bytes >> 20);
    note(error.notices, messages::IntakeLimit, {limit.english, limit.chinese});
    return base::Failure{std::move(error)};
  }
  const auto answer =
      pool_->ask({ForeignType::Ofd, options.unnamed, options.limits, options.process}, bytes, stop, error.notices);
  if (answer && answer->end == ProcessEnd::Done) {
    if (auto parsed = parse_ofd_text(answer->content)) return *std::move(parsed);
  }
  if (answer) note_end(error.notices, answer->end, options.process);
  return base::Failure{std::move(error)};
}

std::optional<Archive> FileReader::unpack(std::string_view bytes, const IntakeOptions& options,
                                          const base::StopCheck* stop) {
  if (!package::is_zip(bytes) && !is_mail(bytes)) return std::nullopt;
  Archive archive;
  const auto answer = pool_->ask({ForeignType::Archive, options.unnamed, options.limits, options.process}, bytes, stop,
                                 archive.notices);
  if (!answer) return archive;
  if (answer->end == ProcessEnd::NotStarted) {
    note_end(archive.notices, answer->end, options.process);
    return archive;
  }
  std::optional<UnpackedArchive> unpacked;
  if (answer->end == ProcessEnd::Done) unpacked = parse_archive(answer->content);
  switch (unpacked ? unpacked->outcome : ArchiveOutcome::Damaged) {
    case ArchiveOutcome::Document: return std::nullopt;
    case ArchiveOutcome::Damaged: note(archive.notices, messages::IntakeDamaged, {"ZIP"}); break;
    case ArchiveOutcome::Encrypted: note(archive.notices, messages::IntakeEncrypted); break;
    case ArchiveOutcome::TooLarge:
      note(archive.notices, messages::IntakeLimit,
           {std::string(texts::IntakeUnpacksTooMuch.english), std::string(texts::IntakeUnpacksTooMuch.chinese)});
      break;
    case ArchiveOutcome::Files: archive.files = std::move(unpacked->files); break;
  }
  const bool is_read = unpacked && unpacked->outcome == ArchiveOutcome::Files;
  if (is_read && archive.files.empty()) note(archive.notices, messages::IntakeEmptyArchive);
  for (ArchivedFile& file : archive.files) file.name = readable_path(file.name);
  // By name, so that results do not depend on the order in the archive.
  std::stable_sort(archive.files.begin(), archive.files.end(),
                   [](const ArchivedFile& a, const ArchivedFile& b) { return a.name < b.name; });
  return archive;
}

}  // namespace gongwen::intake
