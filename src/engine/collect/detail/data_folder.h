// DataFolder: the folder in which the data of returned forms are kept, one file for each form that counts. It remembers
// which file was made of which form and with which content, so that a file that somebody has changed is never replaced,
// and files of forms that are gone are known.
#pragma once

#include "diagnostics/diagnostic.h"

#include <string>
#include <vector>

namespace gongwen::engine {

struct DataItem {
  std::string kind;
  std::string form;  // relative to the folder of the forms, with `#` and the part where a file has several
  std::string json;
};

class DataFolder {
 public:
  explicit DataFolder(const std::string& path);

  /// Whether a file lies in such a folder as data.
  static bool is_in(const std::string& path, const std::string& folder);

  /// Writes the data, and with `prune` removes what no form gives any more. A form keeps its file's name. `kinds` are
  /// those whose files the items are all of. Reports: intake/data-edited, intake/data-stale, resources/*.
  void write(const std::vector<DataItem>& items, const std::vector<std::string>& kinds, bool prune,
             diagnostics::DiagnosticSink& sink);

 private:
  struct Entry {
    std::string file;  // its name
    std::string kind;
    std::string form;
    std::string hash;  // of what was written
  };

  void read_list();
  std::string path_of(const std::string& file) const { return path_ + file; }
  std::string name_for(const DataItem& item) const;
  Entry put(const DataItem& item, diagnostics::DiagnosticSink& sink);
  bool drop(const Entry& entry, bool prune, diagnostics::DiagnosticSink& sink) const;
  void write_list(diagnostics::DiagnosticSink& sink) const;

  std::string path_;  // with a slash at its end
  std::vector<Entry> entries_;
};

}  // namespace gongwen::engine
