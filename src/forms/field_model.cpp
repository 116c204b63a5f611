#include "forms/field_model.h"

#include <algorithm>
#include <charconv>

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

/// HTML, section 4.10.5.1: the types of input that forms here use.
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
  if (type == "checkbox") {
    return CheckField{has_attribute(tree, node, AttributeName::Value) ? limit(AttributeName::Value) : "true"};
  }
  if (type == "radio") return ChoiceField{};
  return TextField{false, count_attribute(tree, node, AttributeName::Maxlength), limit(AttributeName::Pattern)};
}

class Collector {
 public:
  explicit Collector(const dom::Tree& tree) : tree_(tree) {}

  FieldModel collect() {
    const NodeId root = tree_.root_element();
    for (NodeId id = root; id; id = tree_.next_in_order(id, root)) {
      if (tree_.node(id).kind != dom::NodeKind::Element) continue;
      switch (tree_.node(id).name) {
        case ElementName::Input: add_input(id); break;
        case ElementName::Select: add_select(id); break;
        case ElementName::Textarea: add_text_area(id); break;
        default: break;
      }
    }
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
    field.control = node;
    field.origin = tree_.node(node).origin;
    return field;
  }

  /// `title`, or the text of the label around the control.
  std::string label_of(NodeId node) const {
    std::string title = attribute(tree_, node, AttributeName::Title);
    for (NodeId up = tree_.node(node).parent; title.empty() && up; up = tree_.node(up).parent) {
      if (tree_.is_element(up, ElementName::Label)) title = tree_.text_content(up);
    }
    return title;
  }

  void add_input(NodeId node) {
    const std::string type = attribute(tree_, node, AttributeName::Type);
    const bool ticked = has_attribute(tree_, node, AttributeName::Checked);
    const std::string value = attribute(tree_, node, AttributeName::Value);
    if (type == "radio") {
      add_radio(node, {value, label_of(node)}, ticked);
      return;
    }
    Field field = make_field(node, input_type(tree_, node));
    if (const auto* check = std::get_if<CheckField>(&field.type)) {
      field.value = ticked ? check->on_value : std::string();
    } else {
      field.value = value;
    }
    model_.fields.push_back(std::move(field));
  }

  void add_radio(NodeId node, FieldChoice choice, bool chosen) {
    const std::string pointer = attribute(tree_, node, AttributeName::Name);
    auto found = std::find_if(model_.fields.begin(), model_.fields.end(), [&](const Field& field) {
      return field.pointer == pointer && std::holds_alternative<ChoiceField>(field.type);
    });
    if (found == model_.fields.end()) found = model_.fields.insert(found, make_field(node, ChoiceField{}));
    if (chosen) found->value = choice.value;
    std::get<ChoiceField>(found->type).choices.push_back(std::move(choice));
  }

  void add_select(NodeId node) {
    ChoiceField type;
    type.several = has_attribute(tree_, node, AttributeName::Multiple);
    std::string chosen;
    for (NodeId id = tree_.node(node).first_child; id; id = tree_.next_in_order(id, node)) {
      if (!tree_.is_element(id, ElementName::Option)) continue;
      FieldChoice choice;
      choice.label = tree_.text_content(id);
      choice.value =
          has_attribute(tree_, id, AttributeName::Value) ? attribute(tree_, id, AttributeName::Value) : choice.label;
      if (has_attribute(tree_, id, AttributeName::Selected)) chosen += (chosen.empty() ? "" : "\n") + choice.value;
      type.choices.push_back(std::move(choice));
    }
    Field field = make_field(node, std::move(type));
    field.value = std::move(chosen);
    model_.fields.push_back(std::move(field));
  }

  void add_text_area(NodeId node) {
    Field field = make_field(node, TextField{true, count_attribute(tree_, node, AttributeName::Maxlength), {}});
    field.value = tree_.text_content(node);
    model_.fields.push_back(std::move(field));
  }

  const dom::Tree& tree_;
  FieldModel model_;
};

std::string_view type_name(const FieldType& type) {
  struct Name {
    std::string_view operator()(const TextField&) const { return "text"; }
    std::string_view operator()(const NumberField&) const { return "number"; }
    std::string_view operator()(const DateField& date) const { return date.month_only ? "month" : "date"; }
    std::string_view operator()(const EmailField&) const { return "email"; }
    std::string_view operator()(const PhoneField&) const { return "phone"; }
    std::string_view operator()(const CheckField&) const { return "check"; }
    std::string_view operator()(const ChoiceField& choice) const { return choice.several ? "choices" : "choice"; }
  };
  return std::visit(Name{}, type);
}

}  // namespace

const Field* FieldModel::find(std::string_view pointer) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.pointer == pointer; });
  return found == fields.end() ? nullptr : &*found;
}

FieldModel collect_fields(const dom::Tree& tree) { return Collector(tree).collect(); }

std::string dump_fields(const FieldModel& model) {
  std::string out;
  for (const Field& field : model.fields) {
    out += field.pointer + " " + std::string(type_name(field.type));
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

}  // namespace gongwen::forms
