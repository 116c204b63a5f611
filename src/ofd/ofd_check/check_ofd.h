// Checks OFD files (GB/T 33190-2016) against the schema, the needs of readers, and the rules of the archive profile
// (GB/T 42133-2022). Input is untrusted: sizes, depths and counts are limited.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::ofd_check {

/// Which rules apply besides the schema. Declared: the archive rules if the file's DocType is OFD-A.
enum class Profile : std::uint8_t { Declared, Archive, Plain };

struct CheckOptions {
  Profile profile = Profile::Declared;
  /// Maximum number of messages of one kind; further ones are only counted.
  std::size_t max_of_kind = 3;
};

/// Checks the bytes of one file. Messages name its parts as `name!part`; the texts of the parts are added to `sources`,
/// so that places can be printed with their lines.
/// Reports: ofd-check/….
void check_ofd(const std::string& name, std::string_view bytes, const CheckOptions& options,
               resources::SourceStore& sources, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_check
