// Events, projects, contradictions, contact: styles alone, the pages need no script.
import "../styles/rooms.css";
