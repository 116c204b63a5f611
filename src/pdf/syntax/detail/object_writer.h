// ObjectWriter: where numbered objects go, a new file (FileWriter) or an update of a finished one (FileUpdate).
#pragma once

#include "pdf/syntax/syntax.h"

#include <string>
#include <string_view>
#include <utility>

namespace gongwen::pdf {

enum class Compress : bool { No, Yes };

class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;

  /// Reserves a number, so that objects can refer to each other before they are added.
  virtual ObjectNumber allocate() = 0;
  virtual void add(ObjectNumber number, std::string_view body) = 0;
  /// `entries` are the dictionary's entries except Length and Filter.
  virtual void add_stream(ObjectNumber number, std::string_view entries, std::string data, Compress compress) = 0;
  /// Adds `data` unchanged, without copying it: it must stay valid until the file is finished.
  virtual void add_kept_stream(ObjectNumber number, std::string_view entries, std::string_view data) = 0;

  ObjectNumber add(std::string_view body) {
    const ObjectNumber number = allocate();
    add(number, body);
    return number;
  }
  ObjectNumber add_stream(std::string_view entries, std::string data, Compress compress) {
    const ObjectNumber number = allocate();
    add_stream(number, entries, std::move(data), compress);
    return number;
  }
  ObjectNumber add_kept_stream(std::string_view entries, std::string_view data) {
    const ObjectNumber number = allocate();
    add_kept_stream(number, entries, data);
    return number;
  }
};

}  // namespace gongwen::pdf
