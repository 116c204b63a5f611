// BuiltInPage: a page of the program itself, such as those of the office, as a template. It is compiled once per
// process, and expanded with a new context for each request, by any number of threads.
//   const templating::BuiltInPage& page() {
//     static const templating::BuiltInPage kPage("<office>", kOfficePage);
//     return kPage;
//   }
//   const std::optional<std::string> html = page().expand(std::move(context));
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "templating/template_set.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

class BuiltInPage {
 public:
  /// `name` is the page's name in messages; `files` are the templates that it includes, by name. Lines that contain
  /// only a tag are removed from the output. Values are escaped.
  BuiltInPage(std::string_view name, std::string_view page,
              const std::vector<std::pair<std::string_view, std::string_view>>& files = {});

  /// Returns no value if the page cannot be expanded, which is a bug. Reports, without places: templating/*.
  base::Expected<std::string> expand(base::Json context, diagnostics::DiagnosticSink& sink) const;
  std::optional<std::string> expand(base::Json context) const;

 private:
  std::string name_;
  std::shared_ptr<resources::SourceStore> sources_ = std::make_shared<resources::SourceStore>();
  diagnostics::DiagnosticSink faults_;  // errors in the templates themselves
  base::Expected<TemplateSet> templates_;
};

}  // namespace gongwen::templating
