// FileReader: strangers' files are read by `gongwen-reader`, a separate program that is started when it is first
// needed. It reads each file in a process for that file alone: an error caused by a file there harms neither the next
// file nor this program. This program is never copied, and may have any number of threads.
//   intake::FileReader reader(options.libexec_folder);
//   const intake::ReturnedFile file = reader.read(bytes, {});
#pragma once

#include "base/stop_check.h"
#include "intake/read_ofd_text.h"
#include "intake/read_returned.h"
#include "intake/returned_file.h"
#include "intake/signable_pdf.h"
#include "intake/signed_pdf.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// May be used by any number of threads at once: each reading has a `gongwen-reader` for itself, and leaves it to the
/// next. They end with the FileReader, and when this program ends in any way.
class FileReader {
 public:
  /// `folder` has the program; empty: see resources::libexec_path.
  explicit FileReader(const std::string& folder = {});
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader();

  /// A PDF or a workbook, within limits on time and memory; JSON becomes the attached data. What is wrong is reported
  /// in the notices. Throws base::WorkStopped when `stop` says so.
  ReturnedFile read(std::string_view bytes, const IntakeOptions& options, const base::StopCheck* stop = nullptr);

  /// What a signature needs to know of a PDF. Nothing when it could not be read, which is in `notices`.
  std::optional<SignablePdf> read_signable(std::string_view bytes, const IntakeOptions& options,
                                           std::vector<Notice>& notices, const base::StopCheck* stop = nullptr);

  /// The files of a ZIP archive, or attached to a mail; those of archives and mails among them are named
  /// `inner.zip/form.pdf`. Nothing for bytes that are neither, or an archive that is a document itself, such as a
  /// workbook. Files that people did not put there (resources::is_put_there) are left out.
  /// Notices: intake/damaged, intake/encrypted, intake/limit, intake/empty-archive.
  std::optional<Archive> unpack(std::string_view bytes, const IntakeOptions& options = {},
                                const base::StopCheck* stop = nullptr);

  /// The signatures of a PDF, and what each of its revisions changed. What is wrong with the file is in the notices.
  SignedPdf read_signatures(std::string_view pdf, const IntakeOptions& options = {},
                            const base::StopCheck* stop = nullptr);

  /// The text of an OFD file with tags.
  ReadOfdText read_ofd_text(std::string_view bytes, const IntakeOptions& options = {},
                            const base::StopCheck* stop = nullptr);

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace gongwen::intake
