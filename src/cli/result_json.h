// What a command did, as one JSON object in one line, for programs: docs/CLI.md, "Results as JSON".
#pragma once

#include "gongwen/engine.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

class Session;

class ResultJson {
 public:
  /// A member of the object; the name is written as it is.
  void add(std::string_view name, std::string_view text);
  void add(std::string_view name, std::size_t number);
  /// A member whose value is JSON already.
  void add_json(std::string_view name, std::string_view json);

  /// The whole, with the messages of the report and the exit status behind the members.
  std::string finish(const Report& report, Language language) &&;

  /// The members so far as an object.
  std::string object() const { return "{" + members_ + "}"; }

 private:
  void begin(std::string_view name);

  std::string members_;
};

/// `[{"path":…,"format":"pdf","pages":3,"bytes":48213,"sha256":…}]`
std::string files_json(const std::vector<RenderedFile>& files);

/// `["a","b"]` of objects that are written already.
std::string list_json(const std::vector<std::string>& objects);

/// Prints the object; the messages are in it and nowhere else. Returns: the exit status.
int print_result(Session& session, ResultJson result, const Report& report);

}  // namespace gongwen::cli
