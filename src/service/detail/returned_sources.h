// ReturnedSources: what was sent in as returned forms, file by file: what is in an archive counts as if it had been
// sent by itself. Used by workers alone.
#pragma once

#include "gongwen/engine.h"
#include "gongwen/memory_file.h"
#include "intake/file_reader.h"

#include <string>
#include <vector>

namespace gongwen::service {

/// A file by what is in it, so that the same file is known again, whatever it is called and whichever archive it is in.
struct ReturnedSource {
  std::string name;    // with that of the archive before it: `一批.zip/张某.pdf`
  std::string sha256;  // hexadecimal
  std::string type;    // pdf, xlsx, json
};

struct ReturnedSources {
  std::vector<FormSource> forms;
  std::vector<ReturnedSource> sources;  // of the same order
  std::vector<Report> reports;          // of archives that could not be unpacked, or only in part: intake/*
};

/// Archives within archives are unpacked, too, one level deep; deeper ones count as files without a form.
ReturnedSources unpack_returned(const std::vector<MemoryFile>& files, intake::FileReader& reader);

/// `[{"name":"张某.pdf","sha256":"…","type":"pdf"}]`
std::string sources_json(const std::vector<ReturnedSource>& sources);
std::vector<ReturnedSource> parse_sources(std::string_view text);

/// The source of a form by the name that it was read under, which may be longer: the form may be within the source, as
/// in a mail. Null where there is none.
const ReturnedSource* source_of(const std::vector<ReturnedSource>& sources, std::string_view name);

}  // namespace gongwen::service
