// The protocol between a program with untrusted files and `gongwen-reader`, which reads them: requests, answers, and
// their framing. Neither side trusts the other: an answer may come from a process that a file has compromised, a
// request from another version.
#pragma once

#include "intake/copied_pages.h"
#include "intake/detail/limits.h"
#include "intake/foreign_fields.h"
#include "intake/read_returned.h"
#include "intake/returned_file.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

// Messages are exchanged through a resources::MessageChannel.

using resources::Exchange;
using resources::MessageChannel;

// A request: this message, followed by one with the bytes of the file, unless they are in the shared memory, which is
// the standard output of `gongwen-reader`.

/// Signable: see signable_pdf.h. Signatures: see signed_pdf.h. Ofd: its text, see read_ofd_text.h. Form: a workbook or
/// a Word file. WordDraft: a Word file from which a kind is made, see adopt/word_draft.h. Pages: pages that are placed
/// into another file, see copied_pages.h. Fields: the fields of any form, see foreign_fields.h.
enum class ForeignType : std::uint8_t {
  Pdf,
  Workbook,
  Archive,
  Signable,
  Signatures,
  Ofd,
  Form,
  WordDraft,
  Pages,
  Fields,
  Rewrite
};

struct ReadRequest {
  ForeignType type = ForeignType::Pdf;
  UnnamedCells unnamed = UnnamedCells::Refuse;
  IntakeLimits limits = {};
  ProcessLimits process = {};
  std::size_t shared_bytes = 0;  // length of the file in the shared memory; 0: sent as a message
  std::string pages = {};        // of ForeignType::Pages: see parse_page_ranges
};

/// The size of the shared memory. Larger files are rare and sent as messages.
inline constexpr std::size_t kSharedBytes = std::size_t{4} << 20;

inline constexpr std::size_t kMaxRequestBytes = std::size_t{4} << 10;

std::string write_request(const ReadRequest& request);
/// Returns nullopt unless the text is from write_request of this version.
std::optional<ReadRequest> parse_request(std::string_view text);

// An answer: the way in which reading ended, and the result.

struct ReadAnswer {
  ProcessEnd end = ProcessEnd::NotStarted;
  std::string content = {};  // see below; only if done
};

std::string write_answer(ReadAnswer answer);
/// Returns nullopt if the input is malformed.
std::optional<ReadAnswer> parse_answer(std::string text);

// The content of an answer for a PDF, a workbook or a Word file.

std::string write_returned_file(const ReturnedFile& file);
/// Returns nullopt if the input is malformed.
std::optional<ReturnedFile> parse_returned_file(std::string_view text);

// The content of an answer for an archive.

enum class ArchiveOutcome : char { Document = 'd', Files = 'f', Damaged = 'x', TooLarge = 'l', Encrypted = 'e' };

struct UnpackedArchive {
  ArchiveOutcome outcome = ArchiveOutcome::Damaged;
  std::vector<ArchivedFile> files = {};  // with names as in the archive
};

std::string write_archive(const UnpackedArchive& archive);
/// Returns nullopt if the input is malformed.
std::optional<UnpackedArchive> parse_archive(std::string_view text);

// Reading a file in this process: only for `gongwen-reader`, which forks a process for each file.

/// Loads everything that reading any file needs; call before forking.
void prepare_to_read();

/// The content of the answer to a request, which is not for a draft; empty if only the library can read this PDF.
std::string read_without_library(const ReadRequest& request, std::string_view bytes);

/// The content of the answer to a request. The library must have been loaded if the process may not open files.
std::string read_foreign(const ReadRequest& request, std::string_view bytes);
/// Loads the library before forking. Errors are reported by read_foreign().
void load_library();

}  // namespace gongwen::intake
