#include "forms/field_model.h"

#include "base/json.h"
#include "diagnostics/source_lookup.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace gongwen::forms {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

std::string attribute(const dom::Tree& tree, NodeId node, AttributeName name) {
  return std::string(tree.attribute_value(node, name));
}

bool has_attribute(const dom::Tree& tree, NodeId node, AttributeName name) {
  return tree.find_attribute(node, name) != nullptr;
}

std::optional<std::size_t> count_attribute(const dom::Tree& tree, NodeId node, AttributeName name) {
  const std::string text = attribute(tree, node, name);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Parses `image/jpeg, image/png`.
std::vector<std::string> media_types(std::string_view accept) {
  std::vector<std::string> types;
  while (!accept.empty()) {
    std::string_view type = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), type.size() + 1));
    while (type.starts_with(' ')) type.remove_prefix(1);
    while (type.ends_with(' ')) type.remove_suffix(1);
    if (!type.empty()) types.emplace_back(type);
  }
  return types;
}

/// The input types that forms use (HTML, section 4.10.5.1).
FieldType input_type(const dom::Tree& tree, NodeId node) {
  const std::string type = attribute(tree, node, AttributeName::Type);
  const auto limit = [&](AttributeName name) {
    return attribute(tree, node, name);
  };
  if (type == "number") {
    return NumberField{limit(AttributeName::Step) == "1", limit(AttributeName::Min), limit(AttributeName::Max)};
  }
  if (type == "date" || type == "month") {
    return DateField{type == "month", limit(AttributeName::Min), limit(AttributeName::Max)};
  }
  if (type == "email") return EmailField{};
  if (type == "tel") return PhoneField{};
  if (type == "file") return FileField{media_types(limit(AttributeName::Accept))};
  if (tree.find_custom_attribute(node, "data-signature") != nullptr) return SignatureField{};
  return TextField{false, count_attribute(tree, node, AttributeName::Maxlength), limit(AttributeName::Pattern)};
}

class Collector {
 public:
  explicit Collector(const dom::Tree& tree) : tree_(tree) {}

  FieldModel collect() {
    const NodeId root = tree_.root_element();
    for (NodeId id = root; id; id = tree_.next_in_order(id, root)) {
      if (tree_.node(id).kind != dom::NodeKind::Element) continue;
      const ElementName name = tree_.node(id).name;
      if (name == ElementName::Input) add_input(id);
      if (name == ElementName::Select) add_select(id);
      if (name == ElementName::Textarea) add_text_area(id);
    }
    for (Field& field : model_.fields) make_single_box(field);
    return std::move(model_);
  }

 private:
  Field make_field(NodeId node, FieldType type) const {
    Field field;
    field.pointer = attribute(tree_, node, AttributeName::Name);
    field.type = std::move(type);
    field.required = has_attribute(tree_, node, AttributeName::Required);
    field.read_only =
        has_attribute(tree_, node, AttributeName::Readonly) || has_attribute(tree_, node, AttributeName::Disabled);
    field.label = label_of(node);
    field.placeholder = attribute(tree_, node, AttributeName::Placeholder);
    field.controls.push_back({node, FieldControl::kWhole});
    field.origin = tree_.node(node).origin;
    return field;
  }

  /// The attribute `title`, or the text of the label around the control.
  std::string label_of(NodeId node) const {
    std::string title = attribute(tree_, node, AttributeName::Title);
    for (NodeId up = tree_.node(node).parent; title.empty() && up; up = tree_.node(up).parent) {
      if (tree_.is_element(up, ElementName::Label)) title = tree_.text_content(up);
    }
    return title;
  }

  void add_input(NodeId node) {
    const std::string type = attribute(tree_, node, AttributeName::Type);
    if (type == "radio" || type == "checkbox") {
      add_box(node, type == "checkbox");
      return;
    }
    Field field = make_field(node, input_type(tree_, node));
    field.value = attribute(tree_, node, AttributeName::Value);
    add(std::move(field));
  }

  /// A field whose pointer has occurred before gets another control.
  void add(Field field) {
    Field* const known = find(field.pointer);
    if (known == nullptr || known->type.index() != field.type.index()) {
      by_pointer_.emplace(field.pointer, model_.fields.size());
      model_.fields.push_back(std::move(field));
      return;
    }
    known->controls.push_back(field.controls.front());
  }

  Field* find(const std::string& pointer) {
    const auto found = by_pointer_.find(pointer);
    return found == by_pointer_.end() ? nullptr : &model_.fields[found->second];
  }

  /// Adds a radio button or tick box as one of the choices of its name.
  void add_box(NodeId node, bool several) {
    const bool has_value = has_attribute(tree_, node, AttributeName::Value);
    const std::string value = has_value ? attribute(tree_, node, AttributeName::Value) : "true";
    ChoiceField type;
    type.several = several;
    Field field = make_field(node, std::move(type));
    Field* known = find(field.pointer);
    if (known == nullptr || !std::holds_alternative<ChoiceField>(known->type)) {
      add(std::move(field));
      known = &model_.fields.back();
      known->controls.clear();
    }
    auto& choices = std::get<ChoiceField>(known->type).choices;
    const auto same = std::find_if(choices.begin(), choices.end(),
                                   [&value](const FieldChoice& choice) { return choice.value == value; });
    known->controls.push_back({node, static_cast<std::uint32_t>(same - choices.begin())});
    if (same == choices.end())
      choices.push_back({value, label_of(node), static_cast<std::uint32_t>(choices.size()), value});
    if (!has_attribute(tree_, node, AttributeName::Checked)) return;
    known->value += (several && !known->value.empty() ? "\n" : "") + value;
  }

  /// A single tick box is a yes/no field.
  static void make_single_box(Field& field) {
    const auto* const choice = std::get_if<ChoiceField>(&field.type);
    const bool is_box = choice != nullptr && choice->several && choice->choices.size() == 1 &&
                        field.controls.front().choice != FieldControl::kWhole;
    if (!is_box) return;
    field.type = CheckField{choice->choices.front().value};
    for (FieldControl& control : field.controls) control.choice = FieldControl::kWhole;
  }

  void add_select(NodeId node) {
    ChoiceField type;
    type.several = has_attribute(tree_, node, AttributeName::Multiple);
    type.free_text = tree_.find_custom_attribute(node, "data-free") != nullptr;
    std::string chosen;
    for (NodeId id = tree_.node(node).first_child; id; id = tree_.next_in_order(id, node)) {
      if (!tree_.is_element(id, ElementName::Option)) continue;
      FieldChoice choice;
      choice.label = tree_.text_content(id);
      choice.value =
          has_attribute(tree_, id, AttributeName::Value) ? attribute(tree_, id, AttributeName::Value) : choice.label;
      if (has_attribute(tree_, id, AttributeName::Selected)) chosen += (chosen.empty() ? "" : "\n") + choice.value;
      choice.number = static_cast<std::uint32_t>(type.choices.size());
      choice.option = choice.value;
      type.choices.push_back(std::move(choice));
    }
    Field field = make_field(node, std::move(type));
    field.value = std::move(chosen);
    add(std::move(field));
  }

  void add_text_area(NodeId node) {
    Field field = make_field(node, TextField{true, count_attribute(tree_, node, AttributeName::Maxlength), {}});
    field.value = tree_.text_content(node);
    add(std::move(field));
  }

  const dom::Tree& tree_;
  FieldModel model_;
  std::unordered_map<std::string, std::size_t> by_pointer_;
};

}  // namespace

std::string_view field_type_name(const FieldType& type) {
  struct Name {
    std::string_view operator()(const TextField&) const { return "text"; }
    std::string_view operator()(const NumberField&) const { return "number"; }
    std::string_view operator()(const DateField& date) const { return date.month_only ? "month" : "date"; }
    std::string_view operator()(const EmailField&) const { return "email"; }
    std::string_view operator()(const PhoneField&) const { return "phone"; }
    std::string_view operator()(const CheckField&) const { return "check"; }
    std::string_view operator()(const ChoiceField& choice) const { return choice.several ? "choices" : "choice"; }
    std::string_view operator()(const SignatureField&) const { return "signature"; }
    std::string_view operator()(const FileField&) const { return "file"; }
  };
  return std::visit(Name{}, type);
}

const Field* FieldModel::find(std::string_view pointer) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.pointer == pointer; });
  return found == fields.end() ? nullptr : &*found;
}

bool Field::has_chosen(std::string_view choice) const {
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (line == choice) return true;
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return false;
}

bool is_filled_in(const Field& field) {
  return !std::holds_alternative<SignatureField>(field.type) && !std::holds_alternative<FileField>(field.type);
}

bool is_control(ElementName name) {
  return name == ElementName::Input || name == ElementName::Select || name == ElementName::Textarea;
}

FieldModel collect_fields(const dom::Tree& tree) { return Collector(tree).collect(); }

std::string dump_fields(const FieldModel& model) {
  std::string out;
  for (const Field& field : model.fields) {
    out += field.pointer + " " + std::string(field_type_name(field.type));
    if (field.required) out += " required";
    if (!field.label.empty()) out += " \"" + field.label + "\"";
    if (!field.value.empty()) out += " = " + field.value;
    out += "\n";
    if (const auto* choice = std::get_if<ChoiceField>(&field.type)) {
      for (const FieldChoice& option : choice->choices) out += "  " + option.value + " \"" + option.label + "\"\n";
    }
  }
  return out;
}

std::string stamp_json(const FormStamp& stamp) {
  base::Json object = base::Json::object();
  object.set("kind", stamp.kind).set("edition", stamp.edition).set("hash", stamp.hash);
  if (!stamp.texts.empty()) object.set("texts", stamp.texts);
  if (!stamp.given.empty()) object.set("given", stamp.given);
  if (!stamp.receipt.empty()) object.set("receipt", stamp.receipt);
  return object.text();
}

std::vector<std::pair<std::string_view, std::string>> stamp_members(const FormStamp& stamp) {
  std::vector<std::pair<std::string_view, std::string>> members{{"kind", stamp.kind},   {"edition", stamp.edition},
                                                                {"hash", stamp.hash},   {"texts", stamp.texts},
                                                                {"given", stamp.given}, {"receipt", stamp.receipt}};
  std::erase_if(members, [](const auto& member) { return member.second.empty(); });
  return members;
}

std::string stamp_line(const FormStamp& stamp) {
  return "gongwen kind=" + stamp.kind + " edition=" + stamp.edition + " hash=" + stamp.hash;
}

}  // namespace gongwen::forms
