#include "templating/detail/stored/loader_answers.h"

#include "base/utf8.h"
#include "resources/text_hash.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

std::string hash_of_names(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    all += name;
    all += '\0';
  }
  return resources::TextHash(all).hexadecimal();
}

}  // namespace

std::optional<std::string> preview_hash(TemplateLoader& loader, std::string_view name) {
  const auto preview = loader.preview(name);
  if (!preview) return std::nullopt;
  return preview->exists ? resources::TextHash(preview->bytes).hexadecimal() : std::string();
}

void LoaderAnswers::write(ByteWriter& out) const {
  out.number(loads.size());
  for (const Load& load : loads) {
    out.text(load.name);
    out.text(load.hash);
  }
  out.text(names);
  out.number(may_name.size());
  for (const auto& [name, may] : may_name) {
    out.text(name);
    out.byte(may ? 1 : 0);
  }
}

LoaderAnswers LoaderAnswers::read(ByteReader& in) {
  LoaderAnswers answers;
  answers.loads.resize(in.count());
  for (Load& load : answers.loads) {
    load.name = in.text();
    load.hash = in.text();
    if (base::find_invalid_utf8(load.name)) in.fail();
  }
  answers.names = in.text();
  for (std::uint32_t i = in.count(); i > 0; --i) {
    const std::string_view name = in.text();
    answers.may_name.emplace_hint(answers.may_name.end(), name, in.byte() != 0);
  }
  return answers;
}

bool LoaderAnswers::are_those_of(TemplateLoader& loader) const {
  return (names.empty() || names == hash_of_names(loader.list())) &&
         std::all_of(may_name.begin(), may_name.end(),
                     [&](const auto& answer) { return loader.may_be_named(answer.first) == answer.second; }) &&
         std::all_of(loads.begin(), loads.end(),
                     [&](const Load& load) { return preview_hash(loader, load.name) == load.hash; });
}

std::size_t LoaderAnswers::count_found() const {
  return static_cast<std::size_t>(
      std::count_if(loads.begin(), loads.end(), [](const Load& load) { return !load.hash.empty(); }));
}

std::vector<NamedTemplate> LoaderAnswers::load(TemplateLoader& loader, diagnostics::DiagnosticSink& sink) const {
  std::vector<NamedTemplate> templates;
  templates.reserve(loads.size());
  for (const Load& load : loads) {
    if (load.hash.empty()) continue;
    const auto loaded = loader.load(load.name, {}, sink);
    if (!loaded) break;
    templates.push_back({load.name, *loaded});
  }
  return templates;
}

std::optional<LoadedTemplate> RecordingLoader::load(std::string_view name, const diagnostics::Origin& origin,
                                                    diagnostics::DiagnosticSink& sink) {
  if (const NamedTemplate* const known = find_loaded(name)) {
    is_complete_ = false;
    return known->loaded;
  }
  const auto hash = preview_hash(loader_, name);
  const auto loaded = loader_.load(name, origin, sink);
  is_complete_ = is_complete_ && hash && hash->empty() != loaded.has_value();
  if (is_complete_) answers_.loads.push_back({std::string(name), *hash});
  return loaded;
}

const NamedTemplate* RecordingLoader::find_loaded(std::string_view name) const {
  const auto found = std::find_if(loaded_.begin(), loaded_.end(),
                                  [name](const NamedTemplate& candidate) { return candidate.name == name; });
  return found == loaded_.end() ? nullptr : &*found;
}

std::vector<std::string> RecordingLoader::list() const {
  std::vector<std::string> names = loader_.list();
  answers_.names = hash_of_names(names);
  return names;
}

bool RecordingLoader::may_be_named(std::string_view name) const {
  const bool may = loader_.may_be_named(name);
  answers_.may_name.emplace(name, may);
  return may;
}

std::optional<LoaderAnswers> RecordingLoader::answers() const {
  return is_complete_ ? std::optional(answers_) : std::nullopt;
}

}  // namespace gongwen::templating
