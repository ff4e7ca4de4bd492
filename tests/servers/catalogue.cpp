#include "tests/servers/catalogue.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "kernels/philox.h"

namespace sleeve::tests {
namespace {

constexpr std::size_t kInBothEvery = 10;
constexpr std::uint32_t kDecades = 6;

constexpr std::array kAdjectives{"Blue",   "Silent",  "Electric", "Golden",
                                 "Broken", "Distant", "Björk's"};
constexpr std::array kNouns{"Hour",   "River",   "Machine",   "Garden",
                            "Mirror", "Station", "\"Quotes\""};
constexpr std::array kBands{"Trio", "Orchestra", "Band", "Ensemble", "Sisters"};

std::string two_digits(std::uint32_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

/// Dates come in every precision.
std::string date_of(std::uint64_t number, int decade, const kernels::Philox& random) {
  const std::string year =
      std::to_string(1960 + 10 * decade + static_cast<int>(random.below(5, 10)));
  const std::string month = year + "-" + two_digits(1 + random.below(6, 12));
  switch (number % 8) {
    case 0:
      return "";
    case 1:
      return year;
    case 2:
      return month;
    default:
      return month + "-" + two_digits(1 + random.below(7, 28));
  }
}

bool same_but_for_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

std::size_t Catalogue::genre_called(const std::string& name) const {
  const auto found = std::find_if(genres().begin(), genres().end(), [&](const std::string& genre) {
    return same_but_for_case(genre, name);
  });
  return static_cast<std::size_t>(found - genres().begin());
}

PretendAlbum Catalogue::album(std::uint64_t number) const {
  const kernels::Philox random(options_.seed, 0, number);
  PretendAlbum album;
  album.number = number;
  album.genre = static_cast<std::size_t>(number) / options_.albums_per_genre;
  album.decade = static_cast<int>(random.below(0, kDecades));
  album.title = std::string(kAdjectives[random.below(1, kAdjectives.size())]) + " " +
                kNouns[random.below(2, kNouns.size())] + " " + std::to_string(number);
  album.artist = "The Example " + std::string(kBands[random.below(3, kBands.size())]);
  album.date = date_of(number, album.decade, random);
  return album;
}

Trouble Catalogue::trouble(std::uint64_t number) const {
  return options_.trouble ? options_.trouble(number) : Trouble::none;
}

std::size_t Catalogue::length(std::size_t) const {
  const std::size_t own = options_.albums_per_genre;
  return genres().size() == 1 ? own : own + (own + kInBothEvery - 1) / kInBothEvery;
}

PretendAlbum Catalogue::listed(std::size_t genre, std::size_t index) const {
  const std::size_t own = options_.albums_per_genre, count = genres().size();
  if (index < own) return album(genre * own + index);
  return album((genre + count - 1) % count * own + (index - own) * kInBothEvery);
}

std::function<Trouble(std::uint64_t)> mixed_trouble(double share, std::uint64_t seed) {
  return [=](std::uint64_t number) {
    const kernels::Philox random(seed, 1, number);
    if (!(random.uniform(0) < share)) return Trouble::none;
    const auto kinds = static_cast<std::uint32_t>(Trouble::tiny);
    return static_cast<Trouble>(1 + random.below(1, kinds));
  };
}

}  // namespace sleeve::tests
