"""The items of the module `pictures`: what is drawn or shown, what is asked, and how it is taught.

The gold of a drawn scene is not written here: it comes from the drawing. That of a photograph was
measured by hand, in thousandths of the picture.
"""

from picture_asked import Asked, Photo, Scene
from picture_scenes import Put
from picture_things import BLUE, GREEN, PURPLE, RED, YELLOW


def _scene(ground: str, *things: tuple, blur: int = 0) -> Scene:
    return Scene(ground, tuple(Put(*thing) for thing in things), blur)


SEE = "Which of these do you see?"
COINS_SIX = "245 313|546 332|845 293|250 818|560 829|836 839"
COINS_EIGHT = "112 311|338 321|573 301|863 267|107 782|343 797|602 765|876 772"
EYES = "302 287 157 203|654 367 104 180"
CUP = "288 45 392 725"
OPPOSITE = {"Clear": "Blurred", "Blurred": "Clear", "Inside": "Outside", "Outside": "Inside"}

CHECK = (
    Asked(
        "c01", "tags", SEE, _scene("street", ("tree", 120, 420), ("car", 480, 560)),
        ("Boat", "Car", "Cow", "Dog", "Tree"),
        hints=(
            "Take one word. Look for it everywhere.",
            "Look at the road. Then look at the grass.",
            "A car is on the road. A tree is behind. Pick Car and Tree.",
        ),
        why="You pick all that you see, and nothing else.",
    ),
    Asked(
        "c02", "box", "Draw a box around the car.",
        _scene("street", ("tree", 90, 420), ("car", 560, 570, 1.0, BLUE)),
        ("car",),
        hints=(
            "A good box touches the thing on all four sides.",
            "The wheels belong to the car. So do both ends.",
            "The car is on the right. Box it from roof to wheels.",
        ),
        why="The box holds the whole car and little else.",
    ),
    Asked(
        "c03", "count", "Tap each sheep once.",
        _scene("field", ("sheep", 120, 330), ("sheep", 420, 400), ("sheep", 700, 330),
            ("cow", 230, 570)),
        ("sheep",),
        hints=(
            "Go from left to right. Tap each one once.",
            "Sheep are white with a dark head. One animal is no sheep.",
            "There are three sheep: left, middle and right.",
        ),
        why="Three sheep get three points. The cow gets none.",
    ),
)  # fmt: skip
PRACTICE = (
    Asked(
        "p01", "tags", SEE,
        _scene("street", ("bus", 60, 565), ("person", 480, 435), ("dog", 640, 436)),
        ("Bicycle", "Boat", "Bus", "Dog", "Person"),
        hints=(
            "Take one word. Look for it everywhere.",
            "One thing is on the road. Two are beside it.",
            "Pick Bus, Dog and Person.",
        ),
        why="All three are in the picture. Nothing else is.",
        told={"Bicycle": "A bicycle has two thin wheels. There is none."},
    ),
    Asked(
        "p02", "tags", SEE,
        _scene(
            "shelf", ("bottle", 120, 190), ("bottle", 200, 190, 1.0, BLUE), ("cup", 420, 385),
            ("book", 600, 385), ("book", 645, 385, 1.0, RED), ("book", 690, 385, 1.0, GREEN),
        ),
        ("Apple", "Book", "Bottle", "Cup", "Jar"),
        hints=(
            "Two of the same kind are still one tag.",
            "Look at both full shelves. Find three kinds.",
            "Pick Book, Bottle and Cup.",
        ),
        why="A tag says what is there. It does not count.",
        told={"Jar": "A jar is wide at the top. These have a thin neck."},
    ),
    Asked(
        "p03", "tags", SEE, Photo("coffee.png"), ("Book", "Car", "Cat", "Cup", "Spoon"),
        gold="Cup|Spoon",
        hints=(
            "Look at the big thing first. Then look beside it.",
            "Something made of metal lies on the right.",
            "Pick Cup and Spoon.",
        ),
        why="Small things beside the big one count too.",
    ),
    Asked(
        "p04", "tags", SEE,
        _scene("field", ("cow", 120, 480), ("hen", 480, 420), ("hen", 620, 530),
            ("house", 690, 225, 0.5)),
        ("Car", "Cow", "Hen", "House", "Sheep"),
        hints=(
            "Look far back too. Far things look small.",
            "One thing stands at the back on the right.",
            "Pick Cow, Hen and House.",
        ),
        why="A thing far away is still in the picture.",
        told={"Sheep": "A sheep is white all over. This one has dark spots."},
    ),
    Asked(
        "p05", "box", "Draw a box around each cow.",
        _scene("field", ("cow", 110, 400), ("cow", 540, 520), ("sheep", 330, 300),
            ("tree", 730, 300)),
        ("cow",),
        hints=(
            "Each animal gets its own box.",
            "Horns, tail and feet all belong to the cow.",
            "One cow is on the left. One is near the front.",
        ),
        why="Two cows get two boxes. Each touches horns and feet.",
    ),
    Asked(
        "p06", "box", "Draw a box around each apple.",
        _scene(
            "table", ("apple", 90, 180), ("apple", 420, 320), ("apple", 700, 520),
            ("banana", 500, 150), ("banana", 150, 480),
        ),
        ("apple",),
        hints=(
            "Box only what you are asked for.",
            "Apples are red here. Their stem belongs to them.",
            "Three apples: top left, middle and bottom right.",
        ),
        why="Three apples get three boxes. Bananas get none.",
    ),
    Asked(
        "p07", "labels", "Box each car and each bus. Give each box its name.",
        _scene("street", ("car", 60, 530), ("bus", 310, 590, 1.0, YELLOW),
            ("car", 670, 580, 1.0, GREEN)),
        ("Car", "Bus"),
        hints=(
            "First draw the box. Then give it its name.",
            "A bus is long and has many windows.",
            "The bus is in the middle. A car is on each side.",
        ),
        why="A good box with a wrong name is still wrong.",
    ),
    Asked(
        "p08", "box", "Draw a box around each eye.", Photo("chelsea.png"), gold=EYES,
        tolerance="0.5",
        hints=(
            "Box the eye only. Leave the fur out.",
            "Follow the dark line around the eye.",
            "There are two eyes. Each box ends at the dark line.",
        ),
        why="The box holds the green of the eye and its dark line.",
    ),
    Asked(
        "p09", "box", "Draw a box around each car.",
        _scene("street", ("tree", 300, 420), ("car", -70, 565), ("car", 500, 545, 1.0, BLUE)),
        ("car",),
        hints=(
            "Box only the part that you can see.",
            "Look at the left edge. Part of a car is there.",
            "Box the blue car. Box the red part at the edge.",
        ),
        why="Half a car is still a car. Its box ends at the edge.",
        told={"missing": "One car has no box yet. Look at the edges."},
    ),
    Asked(
        "p10", "count", "Tap each hen once.",
        _scene(
            "field", ("hen", 80, 300), ("hen", 260, 400), ("hen", 470, 280), ("hen", 650, 360),
            ("hen", 800, 480), ("hen", 380, 540), ("hen", 140, 540), ("cow", 560, 580),
        ),
        ("hen",),
        hints=(
            "Go row by row, from left to right.",
            "Look near all four edges too.",
            "There are seven hens and one cow. Tap the hens.",
        ),
        why="Seven hens get seven points.",
    ),
    Asked(
        "p11", "count", "Tap each coin once.", Photo("coins.png", (0, 10, 184, 150), 4),
        gold=COINS_SIX, tolerance="60",
        hints=(
            "Tap near the middle of each one.",
            "There are two rows. Finish one row first.",
            "There are six coins: three above and three below.",
        ),
        why="Going by rows, you miss none and count none twice.",
    ),
    Asked(
        "p12", "count", "Tap each jar once.",
        _scene(
            "shelf", ("jar", 80, 190), ("bottle", 240, 190), ("jar", 400, 190, 1.0, RED),
            ("cup", 640, 190), ("cup", 100, 385), ("jar", 330, 385), ("bottle", 560, 385),
            ("bottle", 640, 385, 1.0, BLUE), ("bottle", 120, 580), ("jar", 420, 580, 1.0, PURPLE),
            ("cup", 560, 580), ("jar", 740, 580),
        ),
        ("jar",),
        hints=(
            "Go shelf by shelf. Look at shape, not colour.",
            "A jar is wide and has a flat grey lid.",
            "Five jars: two above, one in the middle, two below.",
        ),
        why="Colours may change. The shape tells what it is.",
    ),
    Asked(
        "p13", "clear", "Is the man clear or blurred?", Photo("camera.png"), gold="Clear",
        hints=(
            "Look for thin lines. Are they sharp?",
            "Look at his hair and his buttons.",
            "You see each button. Pick Clear.",
        ),
        why="Sharp thin lines make a picture clear. Colour does not matter.",
        told={"Blurred": "No colour is not blurred. Look at the buttons."},
    ),
    Asked(
        "p14", "clear", "Is the cat clear or blurred?", Photo("chelsea.png", blur=9),
        gold="Blurred",
        hints=(
            "Look for thin lines. Are they sharp?",
            "Can you see single hairs?",
            "No hair is sharp. Pick Blurred.",
        ),
        why="You still know it is a cat. But no line is sharp.",
        told={"Clear": "You know what it is. But no hair is sharp."},
    ),
    Asked(
        "p15", "place", "Is this inside or outside?",
        _scene("room", ("window", 120, 300), ("chair", 420, 560), ("clock", 640, 200)),
        gold="Inside",
        hints=(
            "Ask: where is the person who took this picture?",
            "Look for walls and a floor.",
            "There is a wall and a floor. Pick Inside.",
        ),
        why="A window may show a tree. You look from the room.",
        told={"Outside": "The tree is outside. You stand in the room."},
    ),
    Asked(
        "p16", "place", "Is this inside or outside?",
        _scene("field", ("house", 80, 280, 0.7), ("chair", 330, 480), ("tree", 620, 340)),
        gold="Outside",
        hints=(
            "Ask: where is the person who took this picture?",
            "Look at what is above. Look at the ground.",
            "There is sky and grass. Pick Outside.",
        ),
        why="A chair may stand outside. Sky and grass decide.",
        told={"Inside": "A chair can stand outside. Look at the sky."},
    ),
)  # fmt: skip
EXAM = (
    Asked(
        "x01", "tags", SEE,
        _scene("street", ("tree", 60, 420), ("bicycle", 300, 436), ("car", 600, 570, 1.0, GREEN)),
        ("Bicycle", "Bus", "Car", "Dog", "Tree"),
    ),
    Asked(
        "x02", "tags", SEE,
        _scene("table", ("plate", 120, 330), ("spoon", 340, 340), ("banana", 560, 480)),
        ("Apple", "Banana", "Book", "Plate", "Spoon"),
    ),
    Asked(
        "x03", "tags", SEE, _scene("room", ("bed", 80, 560), ("lamp", 560, 560)),
        ("Bed", "Chair", "Clock", "Lamp", "Window"),
    ),
    Asked(
        "x04", "tags", SEE,
        _scene("field", ("sheep", 100, 400), ("person", 400, 440), ("dog", 600, 520)),
        ("Cow", "Dog", "Hen", "Person", "Sheep"),
    ),
    Asked(
        "x05", "tags", SEE,
        _scene("shelf", ("jar", 200, 190), ("jar", 320, 190), ("cup", 500, 385)),
        ("Banana", "Book", "Bottle", "Cup", "Jar"),
    ),
    Asked(
        "x06", "tags", SEE, Photo("camera.png"), ("Boat", "Camera", "Car", "Cat", "Person"),
        gold="Camera|Person",
    ),
    Asked(
        "x07", "box", "Draw a box around the bus.",
        _scene("street", ("tree", 60, 420), ("car", 120, 560), ("bus", 500, 580, 1.0, YELLOW)),
        ("bus",),
    ),
    Asked(
        "x08", "box", "Draw a box around each sheep.",
        _scene("field", ("sheep", 100, 330), ("sheep", 420, 500), ("sheep", 720, 360),
            ("cow", 180, 575)),
        ("sheep",),
    ),
    Asked(
        "x09", "labels", "Box each bottle and each cup. Give each box its name.",
        _scene("shelf", ("bottle", 150, 190), ("cup", 500, 190), ("bottle", 620, 385),
            ("cup", 220, 580)),
        ("Bottle", "Cup"),
    ),
    Asked(
        "x10", "box", "Draw a box around the cup. Its handle belongs to it.", Photo("coffee.png"),
        gold=CUP, tolerance="0.6",
    ),
    Asked(
        "x11", "box", "Draw a box around each person.",
        _scene("street", ("person", 200, 436), ("car", 360, 570), ("person", 640, 436, 1.0, RED),
            ("tree", 740, 420)),
        ("person",),
    ),
    Asked(
        "x12", "labels", "Box the cow and each hen. Give each box its name.",
        _scene("field", ("cow", 100, 440), ("hen", 480, 330), ("hen", 660, 540)),
        ("Cow", "Hen"),
    ),
    Asked(
        "x13", "count", "Tap each sheep once.",
        _scene(
            "field", ("sheep", 60, 290), ("sheep", 250, 340), ("sheep", 460, 265),
            ("sheep", 700, 300),
            ("sheep", 90, 450), ("sheep", 400, 490), ("sheep", 690, 480), ("sheep", 760, 585),
            ("cow", 210, 585), ("cow", 480, 395),
        ),
        ("sheep",),
    ),
    Asked(
        "x14", "count", "Tap each apple once.",
        _scene(
            "table", ("apple", 70, 140), ("apple", 300, 220), ("apple", 560, 130),
            ("apple", 770, 300),
            ("apple", 180, 500), ("apple", 520, 560), ("banana", 330, 400), ("banana", 640, 450),
            ("banana", 80, 330),
        ),
        ("apple",),
    ),
    Asked(
        "x15", "count", "Tap each coin once.", Photo("coins.png", (78, 80, 302, 228), 4),
        gold=COINS_EIGHT, tolerance="60",
    ),
    Asked(
        "x16", "count", "Tap each bottle once.",
        _scene(
            "shelf", ("bottle", 80, 190), ("bottle", 200, 190, 1.0, BLUE), ("jar", 330, 190),
            ("bottle", 520, 190, 1.0, RED), ("cup", 700, 190), ("cup", 90, 385),
            ("bottle", 300, 385),
            ("bottle", 420, 385), ("book", 600, 385), ("bottle", 160, 580, 1.0, PURPLE),
            ("jar", 360, 580), ("cup", 520, 580), ("bottle", 760, 580, 1.0, BLUE),
        ),
        ("bottle",),
    ),
    Asked(
        "x17", "count", "Tap each boat once.",
        _scene(
            "lake", ("boat", 60, 310), ("boat", 360, 350, 1.0, YELLOW), ("boat", 680, 300),
            ("boat", 160, 530, 1.0, PURPLE), ("boat", 560, 550),
        ),
        ("boat",),
    ),
    Asked(
        "x18", "clear", "Are the coins clear or blurred?",
        Photo("coins.png", (78, 80, 302, 228), 4, blur=20),
        gold="Blurred",
    ),
    Asked("x19", "clear", "Is the cup clear or blurred?", Photo("coffee.png"), gold="Clear"),
    Asked(
        "x20", "clear", "Is the car clear or blurred?",
        _scene("street", ("tree", 90, 420), ("car", 400, 560, 1.5), blur=14), gold="Blurred",
    ),
    Asked("x21", "clear", "Is the cat clear or blurred?", Photo("chelsea.png"), gold="Clear"),
    Asked(
        "x22", "place", "Is this inside or outside?",
        _scene("room", ("bed", 60, 560), ("window", 480, 300), ("clock", 740, 220)), gold="Inside",
    ),
    Asked(
        "x23", "place", "Is this inside or outside?",
        _scene("street", ("house", 80, 420), ("person", 420, 436), ("car", 580, 570)),
        gold="Outside",
    ),
    Asked(
        "x24", "place", "Is this inside or outside?",
        _scene("room", ("chair", 160, 560), ("lamp", 400, 560), ("clock", 620, 200)), gold="Inside",
    ),
    Asked("x25", "place", "Is this inside or outside?", Photo("rocket.jpg"), gold="Outside"),
)  # fmt: skip
