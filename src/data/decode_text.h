// Prepares the texts of files for their readers: the encodings of tables, and slips in YAML that come from Chinese
// input methods.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::data {

// Slips in YAML from Chinese input methods and habits: a full-width colon, no blank after a colon, a tab at the start
// of a line. The library reports them at a later line, or not at all.

/// Searches the lines up to that of `offset`, where the library gave up, for such slips. Returns whether any was
/// reported; it is then the cause of the error. Reports: data/yaml-tab, data/yaml-full-width-colon, data/yaml-no-blank.
bool report_yaml_slips(diagnostics::SourceId source, std::string_view text, std::size_t offset,
                       diagnostics::DiagnosticSink& sink);

/// `year: 2026` for `year：2026` and `year:2026`; nullopt for texts that do not start with a name and a colon.
std::optional<std::string> with_yaml_colon(std::string_view line);

// The encodings of tables: spreadsheets write CSV files in UTF-8, with or without a byte order
// mark, in UTF-16 ("Unicode text"), or in GB 18030.

/// The text in UTF-8 without byte order mark. Valid UTF-8 is kept, a text that starts with the mark of UTF-16 is
/// decoded as such, and everything else as GB 18030. Reports: data/table-encoding with the file's `name`.
base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink);

/// Decodes UTF-16 with its mark, or GB 18030, from bytes that are not valid UTF-8. nullopt for other encodings, and for
/// damaged UTF-8: most of its characters are still intact, and GB 18030 would turn them into wrong ones.
std::optional<std::string> decode_other_encoding(std::string_view bytes);

/// A text in UTF-8: decoded if it is in another encoding as above, otherwise unchanged, for the reader to report it.
std::string to_utf8(std::string bytes);

/// Decodes an encoding that the C library knows by this name. nullopt if the bytes are not valid in it, or the library
/// lacks it.
std::optional<std::string> decode_from(const char* encoding, std::string_view bytes);

/// Encodes UTF-8 as GB 18030, which has all characters. nullopt for invalid UTF-8, or if the C library lacks the
/// encoding.
std::optional<std::string> encode_gb18030(std::string_view text);

/// Loads everything that decoding needs and keeps it, so that decoding opens no more files (for confined processes).
void keep_encodings();

/// Whether the bytes are a PDF or a file of an office program, old (.xls, .et, .doc, .wps) or new (.docx, .ods), rather
/// than a text. Reports: data/pdf-file, data/old-office-file, data/packed-file.
bool report_binary_file(std::string_view bytes, std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
