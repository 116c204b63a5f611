// Reads a returned file into checked data, for `extract` and `collect`.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "intake/returned_file.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

/// One returned form, from bytes to checked data.
struct ReadForm {
  std::string path;  // of the file
  /// Identifies the form within the file: `4-6` for pages, or the name of the sheet. Empty for the only form.
  std::string part;
  intake::FileType type = intake::FileType::Json;
  forms::FormStamp stamp;
  std::string kind;  // as read; empty if not known
  std::shared_ptr<const CompiledKind> compiled;
  /// The data as JSON; empty if the file could not be read.
  std::string json;
  /// The data as a document, with defaults if it was checked; null if `json` is empty.
  std::shared_ptr<const data::Document> document;
  /// The document without defaults.
  std::shared_ptr<const data::Document> given;
  /// Signatures of the whole file, oldest first.
  std::vector<FormSignature> signatures = {};
  /// Size of the whole file, and with RenderOptions::hashes its hash.
  std::size_t size = 0;
  std::string sha256 = {};
  /// The time when the file was last saved, by its own information; 0 if unknown.
  base::Moment saved = 0;
  /// The form was not filled in, so it was not checked.
  bool is_blank = false;
  std::unique_ptr<Run> run;
};

struct FormOptions {
  /// Fonts of blank forms for comparison; null: no comparison.
  FontSource* fonts = nullptr;
  std::string kind;  // overrides the kind in the file; empty: the file decides
  /// Forms with the stamp of another kind than `kind` are errors and are not read.
  bool no_other_kind = false;
  bool check = false;
  bool by_label = false;
  /// The name of the data in messages; see data_file_of_part for several forms. Empty: the name of the form
  /// (form_name).
  std::string shown = {};
  RenderOptions render = {};
  /// See ExtractOptions::base; null: none.
  const DataSource* base = nullptr;
  /// The bytes of the file if known, such as those of a file in an archive; null: it is read.
  const std::string* bytes = nullptr;
  /// Changes `json` before it is checked.
  std::function<void(ReadForm&)> amend = {};
  /// The values come from a web page: blank forms are also checked, so that each required field is reported; deleted
  /// default texts are not reported.
  bool is_posted = false;
};

/// Reads a PDF, a workbook or JSON. All errors are in the diagnostics of the run, with title and place of the field. A
/// file may hold forms of several people: each is a separate result with its own kind, data and messages. Returns at
/// least one result.
std::vector<ReadForm> read_forms(const std::string& path, const FormOptions& options, KindLibrary& kinds);

/// Reads values posted from a web page: `file` has them as fields of a returned form, `options.kind` is the kind.
ReadForm read_posted_form(intake::ReturnedFile file, const FormOptions& options, KindLibrary& kinds);

/// The result for an archive that cannot be opened, with its errors.
ReadForm unread_archive(const std::string& path, const std::vector<intake::Notice>& notices);

/// The name of a form: the path, and after `#` its part.
std::string form_name(const ReadForm& form);

/// The data file of one of several forms, counted from 0: `张某.json` becomes `张某-1.json`, `张某-2.json` …
std::string data_file_of_part(const std::string& name, std::size_t index);

}  // namespace gongwen::engine
