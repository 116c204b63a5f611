#include "intake/read_returned.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/child_process.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/zip_archive.h"

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kHeaderRoom = 1'024;  // where programs look for the header of a PDF

void report_end(ProcessEnd end, const ProcessLimits& limits, ReturnedFile& file) {
  const auto report_stop = [&file](const diagnostics::TextPair& why) {
    file.report(messages::IntakeStopped, {why.english, why.chinese});
  };
  switch (end) {
    case ProcessEnd::Done:
    case ProcessEnd::Crashed: return report_stop(texts::IntakeCrashed);
    case ProcessEnd::OutOfTime: return report_stop(texts::IntakeTooSlow.pair(limits.cpu_seconds));
    case ProcessEnd::OutOfMemory: return report_stop(texts::IntakeTooMuchMemory.pair(limits.memory_bytes >> 20));
    case ProcessEnd::NotStarted: return file.report(messages::IntakeNoProcess);
  }
}

}  // namespace

std::optional<FileType> sniff(std::string_view bytes) {
  // An archive may hold a PDF as it is.
  if (bytes.starts_with("PK\x03\x04")) return FileType::Xlsx;
  if (bytes.substr(0, kHeaderRoom).find("%PDF-") != std::string_view::npos) {
    return recognise_bytes(bytes.substr(0, kHeaderRoom)) ? std::nullopt : std::optional(FileType::Pdf);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view text = base::trim_ascii_space(bytes);
  if (text.starts_with('{') && !text.starts_with("{\\rtf")) return FileType::Json;
  return std::nullopt;
}

ReturnedFile read_returned(std::string_view bytes, const IntakeOptions& options) {
  ReturnedFile file;
  if (bytes.size() > options.limits.max_bytes) {
    const diagnostics::TextPair limit = texts::IntakeMoreMegabytes.pair(options.limits.max_bytes >> 20);
    file.report(messages::IntakeLimit, {limit.english, limit.chinese});
    return file;
  }
  const std::optional<FileType> type = sniff(bytes);
  if (!type) {
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
  const auto work = [&] {
    return write_returned_file(*type == FileType::Pdf ? read_pdf(bytes, options.limits)
                                                      : read_xlsx(bytes, options.unnamed, options.limits));
  };
  const ProcessResult result = run_in_child(work, options.process);
  if (result.end == ProcessEnd::Done) {
    if (auto parsed = parse_returned_file(result.answer)) return *std::move(parsed);
  }
  report_end(result.end, options.process, file);
  return file;
}

}  // namespace gongwen::intake
