// Events, projects, contradictions, contact, investors: styles alone, the pages need no script.
import "../styles/rooms.css";
import "../styles/investors.css";
