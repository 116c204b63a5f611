// Checks OFD files (GB/T 33190-2016) against the schema, against what readers need, and against the rules of the
// archive profile (GB/T 42133-2022). Hostile files are normal: sizes, depths and numbers are limited.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::ofd_check {

/// Which rules apply beside the schema. Declared: those of archives when the file's DocType is OFD-A.
enum class Profile : std::uint8_t { Declared, Archive, Plain };

struct CheckOptions {
  Profile profile = Profile::Declared;
  /// Messages of one kind that are reported; the others are counted.
  std::size_t max_of_kind = 3;
};

/// Checks the bytes of one file. Messages name its parts as `name!part`; the texts of the parts go to `sources`, so
/// that places are printed with their line.
/// Reports: the messages ofd-check/….
void check_ofd(const std::string& name, std::string_view bytes, const CheckOptions& options,
               resources::SourceStore& sources, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_check
