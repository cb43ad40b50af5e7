"""Where each region of Finland stands in a tile map: a picture of the country in which every region has the same room."""

# Official code of the region (library/maakunnat-2025.csv) to column and row, from the upper left. Neighbours stand side by side where a
# grid of six columns lets them; the coast is on the left and the north on top.
REGION_TILES: dict[str, tuple[int, int]] = {
    "19": (3, 0),  # Lappi
    "17": (3, 1),  # Pohjois-Pohjanmaa
    "18": (4, 1),  # Kainuu
    "15": (1, 2),  # Pohjanmaa
    "16": (2, 2),  # Keski-Pohjanmaa
    "14": (2, 3),  # Etelä-Pohjanmaa
    "13": (3, 3),  # Keski-Suomi
    "11": (4, 3),  # Pohjois-Savo
    "12": (5, 3),  # Pohjois-Karjala
    "04": (1, 4),  # Satakunta
    "06": (2, 4),  # Pirkanmaa
    "05": (3, 4),  # Kanta-Häme
    "07": (4, 4),  # Päijät-Häme
    "10": (5, 4),  # Etelä-Savo
    "21": (0, 5),  # Ahvenanmaa
    "02": (1, 5),  # Varsinais-Suomi
    "01": (2, 5),  # Uusimaa
    "08": (3, 5),  # Kymenlaakso
    "09": (4, 5),  # Etelä-Karjala
}
