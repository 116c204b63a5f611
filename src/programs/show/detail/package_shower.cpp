#include "programs/show/detail/package_shower.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

constexpr std::string_view kRoot = "OFD.xml";
constexpr Box kA4{0, 0, 210, 297};
constexpr std::size_t kMaxPages = 5'000;
/// Sides of a page, in mm: those that PDF allows (14,400 pt), and the smallest that shows anything.
constexpr double kLeastSide = 1.1;
constexpr double kMostSide = 5'080;

/// The physical box of an area; nullopt if it has none that a page can have.
std::optional<Box> physical_box(const Element* area) {
  const Element* const stated = area == nullptr ? nullptr : area->child("PhysicalBox");
  const auto box = stated == nullptr ? std::nullopt : read_box(stated->text);
  const auto is_side = [](double side) {
    return side >= kLeastSide && side <= kMostSide;
  };
  return box && is_side(box->width) && is_side(box->height) ? box : std::nullopt;
}

std::string_view layer_type(const Element& layer) {
  const std::string_view type = value_of(layer, "Type");
  return type == "Background" || type == "Foreground" ? type : std::string_view("Body");
}

constexpr std::array<std::string_view, 3> kOrders{"Background", "Body", "Foreground"};

}  // namespace

base::Expected<std::string> PackageImages::read(std::string_view name, const diagnostics::Origin&,
                                                diagnostics::DiagnosticSink&) {
  auto bytes = parts_.bytes(std::string(name));
  if (!bytes) return base::kReported;
  return *std::move(bytes);
}

PackageShower::PackageShower(PackageParts parts, const text::FontLibrary& library, Reporter& reporter,
                             ObjectCounts& counts)
    : parts_(std::move(parts)),
      library_(library),
      reporter_(reporter),
      counts_(counts),
      image_files_(parts_),
      images_(&image_files_, nullptr, image_sink_, images::MissingImages::Warn),
      fonts_(library, parts_, reporter),
      context_{parts_, fonts_, images_, reporter_, counts_} {}

std::string PackageShower::location(const Element& parent, std::string_view child, const std::string& part) {
  const Element* const stated = parent.child(child);
  if (stated == nullptr) return {};
  return ofd_check::resolve_location(part, base::trim_ascii_space(stated->text)).value_or(std::string());
}

bool PackageShower::read_bodies() {
  const Element* const root = parts_.tree(std::string(kRoot));
  if (root == nullptr) {
    reporter_.of_file(messages::ShowDamaged, kRoot);
    return false;
  }
  for (const Element& entry : root->children) {
    if (entry.name == "DocBody" && !read_body(entry)) return false;
  }
  if (!bodies_.empty()) return true;
  reporter_.of_file(messages::ShowDamaged, kRoot);
  return false;
}

/// The physical box of an area, or the other one if it states none that a page can have.
Box PackageShower::box_of(const Element* area, const Box& otherwise) {
  const auto box = physical_box(area);
  const Element* const stated = area == nullptr ? nullptr : area->child("PhysicalBox");
  if (!box && stated != nullptr) reporter_.of_object(messages::ShowBadValue, "Area", "PhysicalBox", stated->text, 2);
  return box.value_or(otherwise);
}

bool PackageShower::read_body(const Element& entry) {
  Body& body = bodies_.emplace_back();
  body.entry = &entry;
  body.path = location(entry, "DocRoot", std::string(kRoot));
  body.tree = parts_.tree(body.path);
  if (body.tree == nullptr) {
    reporter_.of_file(messages::ShowDamaged, body.path.empty() ? std::string_view("DocRoot") : body.path);
    return false;
  }
  body.box = kA4;
  if (const Element* const common = body.tree->child("CommonData")) {
    body.box = box_of(common->child("PageArea"), kA4);
    body.default_space = common->child("DefaultCS") == nullptr ? "" : common->child("DefaultCS")->text;
    for (const Element& part : common->children) {
      if (part.name == "PublicRes" || part.name == "DocumentRes") {
        const std::string path = ofd_check::resolve_location(body.path, base::trim_ascii_space(part.text)).value_or("");
        if (!body.resources.add(parts_, path)) reporter_.of_file(messages::ShowPartLost, path);
      }
      if (part.name != "TemplatePage") continue;
      const std::string id(value_of(part, "ID"));
      body.templates[id] = ofd_check::resolve_location(body.path, value_of(part, "BaseLoc")).value_or("");
      body.template_orders[id] = value_of(part, "ZOrder");
    }
  }
  const Element* const pages = body.tree->child("Pages");
  for (std::size_t i = 0; pages != nullptr && i < pages->children.size(); ++i) {
    const Element& listed = pages->children[i];
    if (listed.name != "Page") continue;
    Page& page = body.pages.emplace_back();
    page.id = value_of(listed, "ID");
    page.path = ofd_check::resolve_location(body.path, value_of(listed, "BaseLoc")).value_or("");
  }
  return true;
}

const Resources& PackageShower::resources_of(Body& body, Page& page, const Element& tree, const std::string& path) {
  if (tree.child("PageRes") == nullptr) return body.resources;
  const auto [known, is_new] = page.resources.try_emplace(path, body.resources);
  for (std::size_t i = 0; is_new && i < tree.children.size(); ++i) {
    const Element& part = tree.children[i];
    if (part.name != "PageRes") continue;
    const std::string list = ofd_check::resolve_location(path, base::trim_ascii_space(part.text)).value_or("");
    if (!known->second.add(parts_, list)) reporter_.of_page(messages::ShowPageLost, list);
  }
  return known->second;
}

ObjectFrame PackageShower::frame_of(const Page& page) const {
  ObjectFrame frame;
  frame.map = {kPxOfMm, 0, 0, kPxOfMm, -page.box.left * kPxOfMm, -page.box.top * kPxOfMm};
  return frame;
}

ObjectPainter PackageShower::painter_of(const Body& body, Page& page, const Resources& resources) {
  return {context_,
          resources,
          body.default_space,
          *page.canvas,
          page.lines,
          [this, &body, &page](const Element& object, const base::Transform& map, const Box& box) {
            add_links(body, page, object, map, box);
          }};
}

void PackageShower::paint_layers(Body& body, Page& page, const Element& tree, const std::string& path,
                                 std::string_view type, bool all) {
  const Element* const content = tree.child("Content");
  if (content == nullptr) return;
  const Resources& resources = resources_of(body, page, tree, path);
  ObjectPainter painter = painter_of(body, page, resources);
  for (const std::string_view order : kOrders) {
    for (const Element& layer : content->children) {
      if (layer.name != "Layer" || layer_type(layer) != order || (!all && order != type)) continue;
      painter.paint_all(layer, painter.frame_of_layer(layer, frame_of(page)));
    }
  }
}

void PackageShower::paint_templates(Body& body, Page& page, std::string_view order) {
  for (const Element& used : page.tree->children) {
    if (used.name != "Template") continue;
    const std::string id(value_of(used, "TemplateID"));
    const auto known = body.templates.find(id);
    if (known == body.templates.end()) {
      // Reported once, not for each order.
      if (order == kOrders.front()) reporter_.of_object(messages::ShowNoResource, "Template", id);
      continue;
    }
    std::string_view stated = value_of(used, "ZOrder");
    if (stated.empty()) stated = body.template_orders[id];
    const std::string_view own = stated == "Foreground" || stated == "Body" ? stated : kOrders.front();
    if (own != order) continue;
    const Element* const tree = parts_.tree(known->second);
    if (tree == nullptr) {
      reporter_.of_page(messages::ShowPageLost, known->second);
      continue;
    }
    paint_layers(body, page, *tree, known->second, {}, true);
  }
}

void PackageShower::paint_page(Body& body, Page& page) {
  page.tree = parts_.tree(page.path);
  page.box = body.box;
  if (page.tree == nullptr) {
    reporter_.of_page(messages::ShowPageLost, page.path);
    return;
  }
  page.box = box_of(page.tree->child("Area"), body.box);
  for (const std::string_view order : kOrders) {
    if (order != kOrders.back()) paint_templates(body, page, order);
    paint_layers(body, page, *page.tree, page.path, order, false);
    if (order == kOrders.back()) paint_templates(body, page, order);
  }
}

// Annotations: their appearances are drawn above the page.

void PackageShower::paint_annotation(Body& body, Page& page, const Element& annotation, const Resources& resources) {
  if (!read_flag(value_of(annotation, "Visible"), true)) return;
  const Element* const appearance = annotation.child("Appearance");
  if (appearance == nullptr) return;
  ObjectFrame frame = frame_of(page);
  const Box box = read_box(value_of(*appearance, "Boundary")).value_or(Box());
  if (annotation.child("Actions") != nullptr) add_links(body, page, annotation, frame.map, box);
  frame.map = frame.map.after({1, 0, 0, 1, box.left, box.top});
  ObjectPainter painter = painter_of(body, page, resources);
  painter.paint_all(*appearance, frame);
}

const Element* PackageShower::listed_tree(const Element& of, std::string_view name, const std::string& base,
                                          std::string& path) {
  path = location(of, name, base);
  if (path.empty()) return nullptr;
  const Element* const tree = parts_.tree(path);
  if (tree == nullptr) reporter_.of_file(messages::ShowPartLost, path);
  return tree;
}

void PackageShower::paint_annotations(Body& body) {
  std::string list;
  const Element* const tree = listed_tree(*body.tree, "Annotations", body.path, list);
  if (tree == nullptr) return;
  for (const Element& listed : tree->children) {
    if (listed.name != "Page") continue;
    const std::string path = location(listed, "FileLoc", list);
    const auto page = std::ranges::find(body.pages, value_of(listed, "PageID"), &Page::id);
    const Element* const annotations = parts_.tree(path);
    if (page == body.pages.end() || annotations == nullptr) {
      reporter_.of_file(messages::ShowPartLost, path.empty() ? list : path);
      continue;
    }
    reporter_.set_page(body.first_page + static_cast<std::size_t>(page - body.pages.begin()));
    const Resources& resources =
        page->tree == nullptr ? body.resources : resources_of(body, *page, *page->tree, page->path);
    for (const Element& annotation : annotations->children) {
      if (annotation.name == "Annot") paint_annotation(body, *page, annotation, resources);
    }
  }
}

namespace {

/// Returns the text of a page: objects on one baseline make a line, with a space at each gap between them.
std::string text_of(const std::vector<TextLine>& lines) {
  std::u32string text;
  const TextLine* before = nullptr;
  for (const TextLine& line : lines) {
    if (line.text.empty()) continue;
    if (before != nullptr) {
      const double size = std::max(before->size, line.size);
      const bool same = std::abs(line.from.y - before->to.y) < size / 2 && line.from.x > before->from.x - size / 2;
      if (!same) text += U'\n';
      if (same && line.from.x - before->to.x > size / 3) text += U' ';
    }
    text += line.text;
    before = &line;
  }
  return base::to_utf8(text);
}

}  // namespace

bool PackageShower::show_all(ShownDocument& shown) {
  painted_ = &shown.painted;
  structure_ = &shown.painted.structure;
  if (!read_bodies()) return false;
  std::size_t count = 0;
  for (Body& body : bodies_) {
    body.first_page = count;
    count += body.pages.size();
  }
  if (count == 0 || count > kMaxPages) {
    if (count == 0) reporter_.of_file(messages::ShowNoPages);
    if (count > 0) reporter_.of_file(messages::ShowTooLarge, std::to_string(count));
    return false;
  }
  read_information(shown);
  for (Body& body : bodies_) {
    for (std::size_t i = 0; i < body.pages.size(); ++i) {
      body.pages[i].canvas = std::make_unique<PageCanvas>(*structure_, body.first_page + i);
      reporter_.set_page(body.first_page + i);
      paint_page(body, body.pages[i]);
    }
    paint_annotations(body);
    paint_seals(body, shown);
    if (const Element* const outlines = body.tree->child("Outlines")) read_outline(body, *outlines, 1, shown);
    read_attachments(body, shown);
    for (Page& page : body.pages) {
      paint::PageDisplay display = std::move(*page.canvas).finish();
      display.size = {base::LayoutUnit::round_from_mm(page.box.width),
                      base::LayoutUnit::round_from_mm(page.box.height)};
      display.links = std::move(page.links);
      shown.painted.pages.push_back(std::move(display));
      shown.page_texts.push_back(text_of(page.lines));
    }
  }
  shown.counts = counts_;
  return counts_.read <= kMaxObjects;
}

bool PackageShower::show_first_page(PageCanvas& canvas, const base::Transform& map, const Box& box) {
  paint::PaintedDocument unused;
  painted_ = &unused;
  structure_ = &unused.structure;
  if (!read_bodies() || bodies_.front().pages.empty()) return false;
  Body& body = bodies_.front();
  Page& page = body.pages.front();
  page.tree = parts_.tree(page.path);
  if (page.tree == nullptr) return false;
  page.box = box_of(page.tree->child("Area"), body.box);
  // The page is drawn in its own mm on the canvas of the other file.
  const double across = box.width / page.box.width;
  const double down = box.height / page.box.height;
  const base::Transform place = map.after({across / kPxOfMm, 0, 0, down / kPxOfMm, box.left, box.top});
  canvas.push_transform(place);
  page.canvas = std::make_unique<PageCanvas>(std::move(canvas));
  for (const std::string_view order : kOrders) {
    if (order != kOrders.back()) paint_templates(body, page, order);
    paint_layers(body, page, *page.tree, page.path, order, false);
    if (order == kOrders.back()) paint_templates(body, page, order);
  }
  canvas = std::move(*page.canvas);
  canvas.pop_transform();
  painted_ = nullptr;
  structure_ = nullptr;
  return true;
}

}  // namespace gongwen::show
