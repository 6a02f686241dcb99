// Spin-offs: styles alone, the pages need no script.
import "../styles/rooms.css";
import "../styles/drawn.css";
import "../styles/counter.css";
import "../styles/goal.css";
