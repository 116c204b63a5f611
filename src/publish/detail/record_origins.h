// Where the records of a store come from, for messages about them: the history says which file and row.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::publish {

class RecordOrigins {
 public:
  /// Reads the history. Reports: store/damaged and what prevents reading.
  RecordOrigins(store::Store& store, diagnostics::DiagnosticSink& sink);

  /// How the record, `event 2026-10/rev`, was entered, and how it was changed last.
  std::vector<diagnostics::Note> notes(const std::string& record) const;

 private:
  struct Changes {
    store::HistoryEntry entered;
    store::HistoryEntry last;
  };
  std::map<std::string, Changes> changes_;
};

}  // namespace gongwen::publish
