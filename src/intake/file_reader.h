// FileReader: reads untrusted files through `gongwen-reader`, a separate program that is started on first use. It reads
// each file in a separate process, so an error caused by a file harms neither the next file nor this program. This
// program is never forked and may have any number of threads.
//   intake::FileReader reader(options.libexec_folder);
//   const intake::ReturnedFile file = reader.read(bytes, {});
#pragma once

#include "base/stop_check.h"
#include "intake/copied_pages.h"
#include "intake/foreign_fields.h"
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

/// Thread-safe: each reading uses a `gongwen-reader` exclusively and then leaves it to the next one. The programs end
/// with the FileReader, and whenever this program ends.
class FileReader {
 public:
  /// `folder` contains the program; empty: see resources::libexec_path.
  explicit FileReader(const std::string& folder = {});
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader();

  /// Reads a PDF or workbook within limits on time and memory; JSON becomes the attached data. Errors are reported as
  /// notices. Throws base::WorkStopped when `stop` requests it.
  ReturnedFile read(std::string_view bytes, const IntakeOptions& options, const base::StopCheck* stop = nullptr);

  /// Reads the facts about a PDF that signing needs. Returns nullopt if it could not be read, with the reason in
  /// `notices`.
  std::optional<SignablePdf> read_signable(std::string_view bytes, const IntakeOptions& options,
                                           std::vector<Notice>& notices, const base::StopCheck* stop = nullptr);

  /// Takes pages out of a PDF (parse_page_ranges). Returns nullopt if it could not be read, with the reason in
  /// `notices`.
  std::optional<CopiedPages> copy_pages(std::string_view bytes, const std::string& pages, const IntakeOptions& options,
                                        std::vector<Notice>& notices, const base::StopCheck* stop = nullptr);

  /// Reads the fields of any form. Returns nullopt if it could not be read, with the reason in `notices`.
  std::optional<ForeignForm> read_fields(std::string_view bytes, const IntakeOptions& options,
                                         std::vector<Notice>& notices, const base::StopCheck* stop = nullptr);

  /// Rewrites a PDF (write_anew). Returns nullopt if it could not be read, with the reason in `notices`.
  std::optional<std::string> rewrite(std::string_view bytes, const IntakeOptions& options, std::vector<Notice>& notices,
                                     const base::StopCheck* stop = nullptr);

  /// Unpacks a ZIP archive or the attachments of a mail; files of nested archives and mails are named
  /// `inner.zip/form.pdf`. Returns nullopt for other bytes, and for packages that are documents, such as workbooks.
  /// System files (not resources::is_put_there) are left out.
  /// Notices: intake/damaged, intake/encrypted, intake/limit, intake/empty-archive.
  std::optional<Archive> unpack(std::string_view bytes, const IntakeOptions& options = {},
                                const base::StopCheck* stop = nullptr);

  /// Reads the signatures of a PDF and the changes of each revision. Errors are reported as notices.
  SignedPdf read_signatures(std::string_view pdf, const IntakeOptions& options = {},
                            const base::StopCheck* stop = nullptr);

  /// Reads the draft of a kind from a Word file: a text for adopt::parse_draft, empty if the file cannot be read.
  /// Returns nullopt if the file is too large or reading it was stopped, with the reason in `notices`.
  std::optional<std::string> draft_of_word_file(std::string_view bytes, const IntakeOptions& options,
                                                std::vector<Notice>& notices, const base::StopCheck* stop = nullptr);

  /// Reads the text of an OFD file with tags.
  ReadOfdText read_ofd_text(std::string_view bytes, const IntakeOptions& options = {},
                            const base::StopCheck* stop = nullptr);

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace gongwen::intake
