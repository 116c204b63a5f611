// Texts of files before they are read: the encodings of tables, and habits of writing that YAML does not allow.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::data {

// What a Chinese input method and habit do to YAML: a full-width colon, no blank after a colon, a tab at the start of a
// line. The library reports them at a later line, or not at all.

/// Looks at the lines up to the one of `offset`, where the library gave up. Returns: whether anything was reported, and
/// so the cause is known. Reports: data/yaml-tab, data/yaml-full-width-colon, data/yaml-no-blank.
bool report_yaml_slips(diagnostics::SourceId source, std::string_view text, std::size_t offset,
                       diagnostics::DiagnosticSink& sink);

/// `year: 2026` for `year：2026` and `year:2026`; nothing for texts that do not start with a name and a colon.
std::optional<std::string> with_yaml_colon(std::string_view line);

// The encodings of tables: spreadsheets write CSV files in UTF-8, with or without a byte order
// mark, in UTF-16 ("Unicode text"), or in GB 18030.

/// The text in UTF-8 without byte order mark. What is valid UTF-8 is taken for UTF-8, what starts
/// with the mark of UTF-16 for that, everything else for GB 18030.
/// Reports: data/table-encoding with the file's `name`.
base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink);

/// What is not valid UTF-8, from UTF-16 with its mark or from GB 18030. Nothing for bytes of another encoding, and for
/// UTF-8 that was damaged: most of its characters are still whole, and GB 18030 would make other ones of them.
std::optional<std::string> decode_other_encoding(std::string_view bytes);

/// Bytes of an encoding that the C library knows under this name. Nothing when they are not of it, or the library does
/// not have it.
std::optional<std::string> decode_from(const char* encoding, std::string_view bytes);

/// Loads what decoding needs for good: from now on no file is opened for it.
void keep_encodings();

/// Whether the bytes are a file of an office program of old (.xls, .et, .doc, .wps) or of a new one (.docx, .ods), and
/// so no text at all. Reports: data/old-office-file, data/packed-file.
bool report_office_file(std::string_view bytes, std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
