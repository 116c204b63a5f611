// LaterTemplates: templates that only an expression such as `"events/" ~ type` can name. Each is compiled when an
// expansion first comes to it, once for all threads, with what it names in full.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/detail/syntax_options.h"
#include "templating/template_loader.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::templating {

class LaterTemplates {
 public:
  /// `names` are those that may be compiled. The program owns this object.
  LaterTemplates(Program& program, std::shared_ptr<TemplateLoader> loader, const SyntaxOptions& options,
                 std::set<std::string, std::less<>> names);

  struct Found {
    TemplateId id;                      // none when no template has the name
    std::uint32_t attribute_count = 0;  // of the program by now
  };
  /// The template of this name. What is wrong with one that is compiled now is among its errors.
  Found find(std::string_view name);
  bool is_compiled(std::string_view name);
  /// NameTable::find, while names may be added.
  NameId find_name(std::string_view name);

 private:
  void compile(std::string_view name);

  Program& program_;
  std::shared_ptr<TemplateLoader> loader_;
  SyntaxOptions options_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> names_;
};

}  // namespace gongwen::templating
