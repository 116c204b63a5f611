#include "diagnostics/catalogue/ofd_check.h"
#include "ofd_check/detail/checker.h"

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

/// One step of a content model, see SchemaType.
struct Particle {
  std::string_view name;
  std::string_view type;  // of the element; starts with `=` for a value
  bool required = false;
  bool repeats = false;
};

struct ContentModel {
  std::string_view value;  // of the element itself; empty: it has no text of a fixed form
  std::vector<Particle> sequence;
  std::vector<Particle> any_order;
};

Particle read_particle(std::string_view word) {
  Particle particle;
  const char last = word.back();
  const bool marked = last == '?' || last == '*' || last == '+';
  if (marked) word.remove_suffix(1);
  particle.required = !marked || last == '+';
  particle.repeats = last == '*' || last == '+';
  const std::size_t colon = word.find(':');
  particle.name = word.substr(0, colon);
  particle.type = colon == std::string_view::npos ? word : word.substr(colon + 1);
  return particle;
}

/// Calls `take` with each word.
template <typename Take>
void for_each_word(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

ContentModel read_model(std::string_view content) {
  ContentModel model;
  bool any_order = false;
  for_each_word(content, [&](std::string_view word) {
    if (word.starts_with('=')) {
      model.value = word.substr(1);
    } else if (word == "|") {
      any_order = true;
    } else {
      (any_order ? model.any_order : model.sequence).push_back(read_particle(word));
    }
  });
  return model;
}

/// That of a type of the table, read once: a file has millions of elements and the table some fifty types.
const ContentModel& model_of(const SchemaType& type) {
  static const std::vector<ContentModel> models = [] {
    std::vector<ContentModel> all;
    for (const SchemaType& one : schema_types()) all.push_back(read_model(one.content));
    return all;
  }();
  return models[static_cast<std::size_t>(&type - schema_types().data())];
}

const Particle* find_particle(const std::vector<Particle>& particles, std::string_view name, std::size_t from) {
  for (std::size_t i = from; i < particles.size(); ++i) {
    if (particles[i].name == name) return &particles[i];
  }
  return nullptr;
}

}  // namespace

void Checker::walk(const Element& element, const SchemaType& type, const Place& place) {
  check_attributes(element, type, place);
  check_meaning(element, type, place);
  if (archive_) check_archive(element, type, place);
  walk_content(element, type, place);
}

void Checker::walk_content(const Element& element, const SchemaType& type, const Place& place) {
  const ContentModel& model = model_of(type);
  if (!model.value.empty()) check_value(model.value, element.name, element.text, element, type, place);
  std::vector<std::size_t> counts(model.sequence.size());
  std::map<std::string_view, std::size_t> numbers;
  std::size_t at = 0;
  for (const Element& child : element.children) {
    Place below = place;
    below.path += "/" + child.name + "[" + std::to_string(++numbers[child.name]) + "]";
    const Particle* particle = find_particle(model.sequence, child.name, at);
    if (particle != nullptr) {
      at = static_cast<std::size_t>(particle - model.sequence.data());
      if (++counts[at] == 2 && !particle->repeats) {
        reporter_.report(messages::OfdCheckRepeatedElement, place.part.source, child.offset, child.name, below.path,
                         type.clause);
      }
    } else {
      particle = find_particle(model.any_order, child.name, 0);
    }
    if (particle == nullptr) {
      particle = find_particle(model.sequence, child.name, 0);
      if (particle == nullptr) {
        reporter_.report(messages::OfdCheckUnexpectedElement, place.part.source, child.offset, child.name, below.path,
                         type.clause);
        continue;
      }
      // Known, only late: readers mind little, archives do.
      std::size_t next = static_cast<std::size_t>(particle - model.sequence.data());
      ++counts[next];
      while (++next < at && counts[next] == 0) continue;
      reporter_.report_as(archive_ ? diagnostics::Severity::Error : diagnostics::Severity::Warning,
                          messages::OfdCheckOrder, place.part.source, child.offset, child.name,
                          model.sequence[next].name, below.path, type.clause);
    }
    if (particle->type.starts_with('=')) {
      check_value(particle->type.substr(1), child.name, child.text, child, type, below);
      if (archive_) check_archive(child, {child.name, type.clause, "", ""}, below);
    } else if (const SchemaType* const below_type = find_schema_type(particle->type)) {
      below.block_depth += child.name == "PageBlock" ? 1 : 0;
      below.in_annotation |= child.name == "Annot";
      const std::string* const id = child.attribute("ID");
      if (child.name == "CompositeGraphicUnit" && id != nullptr) below.owner = parse_number(*id).value_or(0);
      walk(child, *below_type, below);
    } else if (archive_) {
      check_archive(child, {child.name, type.clause, "", ""}, below);
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (model.sequence[i].required && counts[i] == 0) {
      reporter_.report(messages::OfdCheckMissingElement, place.part.source, element.offset, model.sequence[i].name,
                       place.path, type.clause);
    }
  }
}

void Checker::check_attributes(const Element& element, const SchemaType& type, const Place& place) {
  std::set<std::string_view> known;
  for_each_word(type.attributes, [&](std::string_view word) {
    const bool required = word.ends_with('!');
    if (required) word.remove_suffix(1);
    const std::size_t equals = word.find('=');
    const std::string name(word.substr(0, equals));
    known.insert(word.substr(0, equals));
    if (const std::string* const value = element.attribute(name)) {
      check_value(word.substr(equals + 1), name, *value, element, type, place);
    } else if (required) {
      reporter_.report(messages::OfdCheckMissingAttribute, place.part.source, element.offset, name, place.path,
                       type.clause);
    }
  });
  for (const auto& [name, value] : element.attributes) {
    if (!known.contains(name)) {
      reporter_.report(messages::OfdCheckUnknownAttribute, place.part.source, element.offset, name, place.path,
                       type.clause);
    }
  }
}

void Checker::check_value(std::string_view value_type, const std::string& name, const std::string& value,
                          const Element& element, const SchemaType& type, const Place& place) {
  const auto shown = value.size() > 80 ? value.substr(0, 40) : value;
  switch (judge_value(value_type, value)) {
    case ValueVerdict::Good: break;
    case ValueVerdict::BadForm:
      return reporter_.report(messages::OfdCheckBadValue, place.part.source, element.offset, name, shown, place.path,
                              type.clause);
    case ValueVerdict::Absurd:
      return reporter_.report(messages::OfdCheckAbsurdNumber, place.part.source, element.offset, name, shown,
                              place.path);
    case ValueVerdict::Empty:
      // Lines of many programs are such boxes: some readers do not draw them.
      return reporter_.report_as(diagnostics::Severity::Warning, messages::OfdCheckAbsurdNumber, place.part.source,
                                 element.offset, name, shown, place.path);
  }
  if (value_type == "id") note_identifier(element, value, place);
  const std::string_view referred = referred_elements(value_type);
  if (referred.empty()) return;
  const std::uint32_t target = parse_number(value).value_or(0);
  document_.references.push_back({name, std::string(referred), target, place.path, place.part.source, element.offset});
  if (place.owner != 0 && (value_type == "unit" || value_type == "template")) {
    document_.contains[place.owner].insert(target);
  }
}

void Checker::note_identifier(const Element& element, const std::string& value, const Place& place) {
  const std::uint32_t id = parse_number(value).value_or(0);
  if (!document_.kinds.emplace(id, element.name).second) {
    reporter_.report(messages::OfdCheckDuplicateId, place.part.source, element.offset, value, place.path);
  }
}

}  // namespace gongwen::ofd_check
