// Returned forms read to checked data, one by one and as a call for several files.
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

// Returned forms back to data.

/// See Engine::extract.
Extraction extract(const std::vector<FormSource>& sources, const ExtractOptions& options, KindLibrary& kinds,
                   FontSource& fonts);

/// Names of data files for returned files, in their order: `张某.pdf` gives `张某.json`, and where two files would have
/// the same name the ending stays: `张某.pdf.json`, `张某.xlsx.json`.
std::vector<std::string> data_file_names(const std::vector<std::string>& files);

// One returned form, from its bytes to data that are checked: what `extract` and `collect` share.

struct ReadForm {
  std::string path;  // of the file
  /// Which of several forms of the file it is: `4-6` for its pages, or the name of its sheet. Empty for the only one.
  std::string part;
  intake::FileType type = intake::FileType::Json;
  forms::FormStamp stamp;
  std::string kind;  // as it was read; empty when it is not known
  std::shared_ptr<const CompiledKind> compiled;
  /// The data as JSON; empty when the file could not be read.
  std::string json;
  /// The same as a document, with the schema's defaults when it was checked; null when `json` is empty.
  std::shared_ptr<const data::Document> document;
  /// The same without the defaults.
  std::shared_ptr<const data::Document> given;
  /// Of the whole file, oldest first.
  std::vector<FormSignature> signatures = {};
  /// Of the whole file as it came: its bytes, and its hash with RenderOptions::hashes.
  std::size_t size = 0;
  std::string sha256 = {};
  /// When the file was last saved, as it says itself; 0 when it does not say.
  base::Moment saved = 0;
  /// Nothing was filled in; then nothing was checked either.
  bool is_blank = false;
  std::unique_ptr<Run> run;
};

struct FormOptions {
  /// Of the blank forms that the file is compared with; null: it is not.
  FontSource* fonts = nullptr;
  std::string kind;  // goes before that of the file; empty: the file's own
  /// Forms that say that they are of another kind than `kind` are an error, and not read.
  bool no_other_kind = false;
  bool check = false;
  bool by_label = false;
  /// What messages call the data; see data_file_of_part for those of several forms. Empty: as the form (form_name).
  std::string shown = {};
  RenderOptions render = {};
  /// See ExtractOptions::base; null: none.
  const DataSource* base = nullptr;
  /// The file's bytes where they are known, such as those of one in an archive; otherwise it is read.
  const std::string* bytes = nullptr;
  /// Changes `json` before it is checked.
  std::function<void(ReadForm&)> amend = {};
  /// The values come from a page: a blank form is checked, too, so that each required field is missing; and texts that
  /// were deleted on the page are not worth a word.
  bool is_posted = false;
};

/// Reads a PDF, a workbook or JSON. All errors are in the run's diagnostics, with the field's title and its place in
/// the form. A file may hold the forms of several people: each of them is one of the results, with its own kind, data
/// and messages, and never anything of another. There is always at least one result.
std::vector<ReadForm> read_forms(const std::string& path, const FormOptions& options, KindLibrary& kinds);

/// The same of values that were posted from a page: `file` has them as a returned form of this kind has its fields, and
/// `options.kind` says which kind that is.
ReadForm read_posted_form(intake::ReturnedFile file, const FormOptions& options, KindLibrary& kinds);

/// An archive that cannot be opened, with what is wrong with it.
ReadForm unread_archive(const std::string& path, const std::vector<intake::Notice>& notices);

/// What a form of a file is called: the path, and with `#` the part of it.
std::string form_name(const ReadForm& form);

/// The data file of one of several forms of a file, counted from 0: `张某.json` is `张某-1.json`, `张某-2.json` …
std::string data_file_of_part(const std::string& name, std::size_t index);

}  // namespace gongwen::engine
