// The second reader: another library reads a finished PDF, in the program libexec/gongwen/gongwen-verify. That library
// is loaded there and nowhere else.
//   const auto program = second_reader_path(engine.libexec_folder);
//   if (auto found = ask_second_reader(pdf, program, sink)) compare(*found);
// What it reports, see src/verify/README.md.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// Where the program is: in the folder of the programs that the engine starts. It need not be there: an installation
/// may leave it out.
std::string second_reader_path(const std::string& libexec_folder);

/// What it finds in a file: pages, texts, structure, signatures, as src/verify/main.cpp describes.
/// `program` is the path of second_reader_path.
/// Input: a whole file; it is sent over a pipe, no copy is written. Each call starts the program again.
/// Returns: one object with what was found; nothing when the program was not started, did not finish, or cannot read
/// the file.
/// Reports: publish/no-second-reader, publish/second-reader-failed.
base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink);

/// A signature as both readers can name it, by field and range: `sig-1 0 100 200 300`.
std::string signature_words(std::string_view field, std::span<const std::uint64_t> range);
/// Those of an answer, in these words; nothing when it has no list of them.
std::optional<std::set<std::string>> signatures_in(const base::JsonView& answer);

}  // namespace gongwen::publish
