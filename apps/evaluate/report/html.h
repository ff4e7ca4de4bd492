// HTML as text: escaping, elements, pictures inside the page.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sleeve::apps {

/// Text that nobody can mistake for markup, inside elements and quoted attributes.
std::string escaped(std::string_view text);

/// <tag attributes>content</tag>; content and attributes are HTML already.
std::string element(const std::string& tag, const std::string& content,
                    const std::string& attributes = "");

/// RFC 4648.
std::string base64(std::span<const std::byte> bytes);

}  // namespace sleeve::apps
