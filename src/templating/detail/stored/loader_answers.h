// LoaderAnswers: what a loader was asked while templates were compiled, and what it said. The same answers make the
// same program, so that they say whether one that was kept is still right, without any template being read as one.
#pragma once

#include "templating/detail/stored/stored_bytes.h"
#include "templating/detail/stored/stored_program.h"
#include "templating/template_loader.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

struct LoaderAnswers {
  struct Load {
    std::string name;
    std::string hash;  // of the bytes; empty when it does not exist
  };
  std::vector<Load> loads;                            // in the order of the questions
  std::string names;                                  // hash of all names; empty when they were not asked for
  std::map<std::string, bool, std::less<>> may_name;  // whether an expression may give a name

  void write(ByteWriter& out) const;
  /// Fails by its reader.
  static LoaderAnswers read(ByteReader& in);
  /// Whether a loader says the same now. Nothing is loaded.
  bool are_those_of(TemplateLoader& loader) const;
  /// Loads what was loaded, in the same order; less when a template cannot be had after all.
  std::vector<NamedTemplate> load(TemplateLoader& loader, diagnostics::DiagnosticSink& sink) const;
  std::size_t count_found() const;
};

/// The hash of what a template is made of; empty when it is missing. Nothing when the loader does not know.
std::optional<std::string> preview_hash(TemplateLoader& loader, std::string_view name);

/// Asks another loader, and remembers what it says. What is loaded already is not loaded again.
class RecordingLoader final : public TemplateLoader {
 public:
  RecordingLoader(TemplateLoader& loader, std::span<const NamedTemplate> loaded) : loader_(loader), loaded_(loaded) {}

  std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                     diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;
  bool may_be_named(std::string_view name) const override;

  /// Nothing when not all answers can be asked for again.
  std::optional<LoaderAnswers> answers() const;

 private:
  const NamedTemplate* find_loaded(std::string_view name) const;

  TemplateLoader& loader_;
  std::span<const NamedTemplate> loaded_;
  mutable LoaderAnswers answers_;
  bool is_complete_ = true;
};

}  // namespace gongwen::templating
