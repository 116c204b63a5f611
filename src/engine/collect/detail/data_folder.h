// DataFolder: the data of returned forms, a file for each form that counts. A list remembers which file was made from
// which form, with the hash of its content: a file that a person has changed is never replaced, and files of forms
// that no longer exist are found. A line of the list: {"file": "张某.json", "kind": …, "form": "0301/张某.pdf",
// "hash": …}.
#pragma once

#include "diagnostics/diagnostic.h"

#include <string>
#include <vector>

namespace gongwen::engine {

struct DataItem {
  std::string kind;
  std::string form;  // relative to the folder of the forms, with `#` and the part if a file has several
  std::string json;
};

class DataFolder {
 public:
  explicit DataFolder(const std::string& path);

  /// Whether a file is in such a folder as data.
  static bool is_in(const std::string& path, const std::string& folder);

  /// Writes the data of the forms; with `prune`, removes files of forms that no longer exist. A form keeps the name of
  /// its file. All files of `kinds` are among the items. Reports: intake/data-edited, intake/data-stale, resources/*;
  /// writes nothing if the list of files cannot be read.
  void write(const std::vector<DataItem>& items, const std::vector<std::string>& kinds, bool prune,
             diagnostics::DiagnosticSink& sink);

 private:
  struct Entry {
    std::string file;  // its name
    std::string kind;
    std::string form;
    std::string hash;  // of the written file
  };

  bool read_list(diagnostics::DiagnosticSink& sink);
  std::string path_of(const std::string& file) const { return path_ + file; }
  std::string name_for(const DataItem& item) const;
  Entry put(const DataItem& item, diagnostics::DiagnosticSink& sink);
  bool drop(const Entry& entry, bool prune, diagnostics::DiagnosticSink& sink) const;
  void write_list(diagnostics::DiagnosticSink& sink) const;

  std::string path_;  // with a slash at its end
  std::vector<Entry> entries_;
};

}  // namespace gongwen::engine
