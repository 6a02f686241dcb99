"""The stroke icons of the design: 16 px square, drawn in the colour of the text around them."""

PATHS = {
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>',
    "x": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "down": '<path d="M4 6l4 4 4-4"/>',
    "share": (
        '<circle cx="4" cy="8" r="2"/>'
        '<circle cx="12" cy="3.5" r="2"/>'
        '<circle cx="12" cy="12.5" r="2"/>'
        '<path d="M5.8 7 10.2 4.5M5.8 9l4.4 2.5"/>'
    ),
    "save": '<path d="M4 2h8v12l-4-3-4 3z"/>',
    "get": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "minus": '<path d="M3 8h10"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.3V11M8 5v.2"/>',
    "warn": '<path d="M8 2 14.5 13.5h-13z"/><path d="M8 6.5v3.2M8 11.6v.2"/>',
    "ok": '<circle cx="8" cy="8" r="6"/><path d="M5.2 8.2 7.2 10.2 11 6"/>',
    "bad": '<circle cx="8" cy="8" r="6"/><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>',
    "doc": '<path d="M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8h4M6 10.6h4"/>',
    "two": '<path d="M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13"/>',
    "lock": '<rect x="3.5" y="7" width="9" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "cal": '<rect x="2.5" y="3.5" width="11" height="10" rx="1"/><path d="M2.5 6.8h11M5.5 2v3M10.5 2v3"/>',
    "pin": (
        '<path d="M8 14.2C5 10.8 3.6 8.6 3.6 6.4a4.4 4.4 0 0 1 8.8 0c0 2.2-1.4 4.4-4.4 7.8z"/>'
        '<circle cx="8" cy="6.4" r="1.5"/>'
    ),
    "list": '<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1"/>',
    "map": '<path d="M1.8 4 6 2.2l4 1.8 4.2-1.8v9.8L10 13.8 6 12l-4.2 1.8zM6 2.2V12M10 4v9.8"/>',
    "filter": '<path d="M2 3.5h12L9.5 8.8v4.7l-3-1.5V8.8z"/>',
    "back": '<path d="M10 3 5 8l5 5"/>',
    "next": '<path d="M6 3l5 5-5 5"/>',
    "ext": '<path d="M6 3H3v10h10v-3M9 2.5h4.5V7M13 3 7.5 8.5"/>',
    "moon": '<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z"/>',
    "undo": '<path d="M3 6.5h6.5a3.2 3.2 0 0 1 0 6.5H6M5.5 4 3 6.5 5.5 9"/>',
    "file": '<path d="M4 1.8h5l3 3v9.4H4z"/>',
    "org": '<path d="M3 14V3.5h6V14M9 7h4v7M1.8 14h12.4M5 6h2M5 8.5h2M5 11h2"/>',
    "person": '<circle cx="8" cy="5" r="2.6"/><path d="M2.8 14c.5-3 2.6-4.4 5.2-4.4s4.7 1.4 5.2 4.4"/>',
    "mail": '<rect x="2" y="3.5" width="12" height="9" rx="1"/><path d="M2.4 4.2 8 8.8l5.6-4.6"/>',
    "keyboard": (
        '<rect x="1.5" y="4" width="13" height="8" rx="1"/>'
        '<path d="M4 6.5h.1M6.5 6.5h.1M9 6.5h.1M11.5 6.5h.1M5 9.5h6"/>'
    ),
    "print": '<path d="M4.5 5.5V2.5h7v3M4.5 11H2.5V5.5h11V11h-2"/><path d="M4.5 9h7v4.5h-7z"/>',
}
