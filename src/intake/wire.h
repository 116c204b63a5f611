// What goes between a program that wants strangers' files read and `gongwen-reader`, which reads them: requests,
// answers, and how both are cut out of a stream of bytes. Either side takes nothing for granted: an answer may come
// from a process that a file has made go wrong, a request from another version.
#pragma once

#include "intake/detail/limits.h"
#include "intake/read_returned.h"
#include "intake/returned_file.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

// Messages go through a resources::MessageChannel.

using resources::Exchange;
using resources::MessageChannel;

// A request: this message, then one with the bytes of the file, unless they lie in the memory that both share: the
// standard output of `gongwen-reader`.

/// Signable: of a PDF, see signable_pdf.h. Signatures: of a PDF, see signed_pdf.h. Ofd: its text, see read_ofd_text.h.
enum class ForeignType : std::uint8_t { Pdf, Workbook, Archive, Signable, Signatures, Ofd };

struct ReadRequest {
  ForeignType type = ForeignType::Pdf;
  UnnamedCells unnamed = UnnamedCells::Refuse;
  IntakeLimits limits = {};
  ProcessLimits process = {};
  std::size_t shared_bytes = 0;  // so many at the start of the shared memory; 0: they follow
};

/// The size of the shared memory. Larger files are sent: they are few.
inline constexpr std::size_t kSharedBytes = std::size_t{4} << 20;

inline constexpr std::size_t kMaxRequestBytes = std::size_t{4} << 10;

std::string write_request(const ReadRequest& request);
/// Nothing for what write_request of this version did not write.
std::optional<ReadRequest> parse_request(std::string_view text);

// An answer: how reading ended, and what was read.

struct ReadAnswer {
  ProcessEnd end = ProcessEnd::NotStarted;
  std::string content = {};  // see below; only when done
};

std::string write_answer(ReadAnswer answer);
std::optional<ReadAnswer> parse_answer(std::string text);

// The content of an answer for a PDF or a workbook.

std::string write_returned_file(const ReturnedFile& file);
/// Nothing for what write_returned_file did not write.
std::optional<ReturnedFile> parse_returned_file(std::string_view text);

// The content of an answer for an archive.

enum class ArchiveOutcome : char { Document = 'd', Files = 'f', Damaged = 'x', TooLarge = 'l', Encrypted = 'e' };

struct UnpackedArchive {
  ArchiveOutcome outcome = ArchiveOutcome::Damaged;
  std::vector<ArchivedFile> files = {};  // the names as the archive has them
};

std::string write_archive(const UnpackedArchive& archive);
std::optional<UnpackedArchive> parse_archive(std::string_view text);

// Reading a file in this process: for `gongwen-reader` alone, which does it in a process for each file.

/// Opens what all files are read with, so that each of them need not do it again.
void prepare_to_read();

/// The content of the answer to a request; empty for a PDF that only the library can read.
std::string read_without_library(const ReadRequest& request, std::string_view bytes);

/// The content of the answer to a request. The library must have been loaded where the process may open no files.
std::string read_foreign(const ReadRequest& request, std::string_view bytes);
/// Loads the library, so that each file need not do it again. Errors are reported by read_foreign().
void load_library();

}  // namespace gongwen::intake
